// `npm test`: everything. Installs what is needed, runs the checks of `npm run check`, then the end-to-end tests.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ensureConsole, ensureInstalled, modernNode, root, run } from './platform.mjs'

// While dependencies are fetched programs are, too: by another process, as both are waited for.
const place = JSON.stringify(new URL('./programs.mjs', import.meta.url).href)
const fetching = ['--input-type=module', '-e', `import { ensurePrograms } from ${place}; ensurePrograms()`]
const programs = once(spawn(process.execPath, fetching, { stdio: ['ignore', 2, 2] }), 'exit')
ensureInstalled()
ensureConsole()
const [status] = await programs
if (status !== 0) process.exit(1)
run(modernNode(), [join(root, 'scripts', 'check.mjs')])
console.error('\n▸ end-to-end tests')
run(modernNode(), [join(root, 'node_modules', '.bin', 'vitest'), 'run', '--config', 'vitest.e2e.config.ts'])
console.log('all checks passed')
