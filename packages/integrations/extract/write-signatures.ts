/**
 * Writes `../data/signatures.json` and `../data/iam-prefixes.json` anew from the models:
 * `node packages/integrations/extract/write-signatures.ts` after a change of either.
 */
import { writeFileSync } from 'node:fs'
import { readIamPrefixes } from './iam-prefixes.ts'
import { readSignatures, signaturesText } from './signatures.ts'

writeFileSync(new URL('../data/signatures.json', import.meta.url), signaturesText(readSignatures()))
writeFileSync(new URL('../data/iam-prefixes.json', import.meta.url), `${JSON.stringify(readIamPrefixes(), null, 2)}\n`)
