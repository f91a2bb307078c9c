// `npm run --silent sbom`: what a release is made of, as CycloneDX in JSON, out of package-lock.json.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './platform.mjs'
import { billOfMaterials } from './supply-chain/bill-of-materials.mjs'

const read = file => JSON.parse(readFileSync(join(root, file), 'utf8'))
console.log(JSON.stringify(billOfMaterials(read('packages/pasos/package.json'), read('package-lock.json')), null, 2))
