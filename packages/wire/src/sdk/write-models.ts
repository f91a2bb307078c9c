/** Writes `../model/<scope>.json` anew from the installed clients: `node packages/wire/src/sdk/write-models.ts` after every upgrade of them. */
import { writeFileSync } from 'node:fs'
import { extractAll } from './clients.ts'
import { modelText } from './model-text.ts'

for (const model of await extractAll()) {
  writeFileSync(new URL(`../model/${model.scope}.json`, import.meta.url), modelText(model))
}
