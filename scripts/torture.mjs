// `npm run torture -- [--mode NAME] [--rounds N] [--seeds N] [--seed S] [--json]`: proves that executions survive; see proof/main.ts.
import { join } from 'node:path'
import { become, ensureInstalled, modernNode, root } from './platform.mjs'

ensureInstalled()
become(modernNode(), [join(root, 'proof', 'main.ts'), ...process.argv.slice(2)])
