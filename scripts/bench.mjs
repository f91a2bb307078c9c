// `npm run bench -- NAME [--json] [--save] [--times N]`: runs bench/NAME.ts, once or N times for the medians; without a name lists them.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { become, ensureInstalled, modernNode, nodeEnvironment, nodeFlags, root } from './platform.mjs'

ensureInstalled()
const [name, ...rest] = process.argv.slice(2)
const file = name && join(root, 'bench', `${name}.ts`)
if (!file || !existsSync(file)) {
  const names = readdirSync(join(root, 'bench'))
    .filter(entry => entry.endsWith('.ts'))
    .map(entry => entry.slice(0, -3))
  console.error(`npm run bench -- NAME [--json] [--save] [--times N], NAME one of: ${names.sort().join(', ')}`)
  process.exit(name ? 2 : 0)
}
const repeated = rest.includes('--times') ? [join(root, 'bench', 'setup', 'median-of-runs.ts')] : []
become(modernNode(), [...nodeFlags, ...repeated, file, ...rest], nodeEnvironment)
