// `npm test`: everything. Installs what is needed, runs the checks of `npm run check`, then the end-to-end tests.

import { join } from 'node:path'
import { ensureConsole, ensureInstalled, modernNode, root, run } from './platform.mjs'
import { ensurePrograms } from './programs.mjs'

ensureInstalled()
ensureConsole()
ensurePrograms()
run(modernNode(), [join(root, 'scripts', 'check.mjs')])
console.error('\n▸ end-to-end tests')
run(modernNode(), [join(root, 'node_modules', '.bin', 'vitest'), 'run', '--config', 'vitest.e2e.config.ts'])
console.log('all checks passed')
