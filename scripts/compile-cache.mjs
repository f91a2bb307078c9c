// Node keeps what it has compiled of our TypeScript: processes and threads that tests start, hundreds of them, take a third of the time.
import { join } from 'node:path'
import { root } from './platform.mjs'

process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'node')
