/** Writes `../data/signatures.json` anew from the models: `node packages/integrations/extract/write-signatures.ts` after a change of either. */
import { writeFileSync } from 'node:fs'
import { readSignatures, signaturesText } from './signatures.ts'

writeFileSync(new URL('../data/signatures.json', import.meta.url), signaturesText(readSignatures()))
