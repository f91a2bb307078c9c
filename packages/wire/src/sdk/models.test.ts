import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { extractAll } from './clients.ts'
import { modelText } from './model-text.ts'

it('the models in git are those of the installed clients', async () => {
  for (const model of await extractAll()) {
    const kept = readFileSync(new URL(`../model/${model.scope}.json`, import.meta.url), 'utf8')
    expect(kept, `${model.scope}.json is old: run write-models.ts`).toBe(modelText(model))
  }
})
