// `npm run check`: the one door. Format, lint, types, dead code, layering, unit tests; CI runs exactly this, then the end-to-end tests.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, modernNode, root, run } from './platform.mjs'

ensureInstalled()
const bin = name => join(root, 'node_modules', '.bin', name)
const step = (title, command, args) => {
  console.error(`\n▸ ${title}`)
  run(command, args)
}

step('format and lint (Biome)', bin('biome'), ['ci', '--colors=off', '.'])
for (const name of readdirSync(join(root, 'packages'))) step(`types: ${name}`, bin('tsc'), ['-p', join('packages', name)])
for (const name of ['bench', 'e2e', 'proof']) step(`types: ${name}`, bin('tsc'), ['-p', name])
step('dead code and unlisted dependencies (knip)', modernNode(), [bin('knip')])
step('file sizes and licences', modernNode(), [join(root, 'scripts', 'house-rules.mjs')])
step('unit, property and conformance tests', modernNode(), [bin('vitest'), 'run'])
