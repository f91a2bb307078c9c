// `npm start`: installs and builds what is missing, then runs `pasos start` with the arguments given.
import { join } from 'node:path'
import { become, ensureConsole, ensureInstalled, modernNode, root } from './platform.mjs'

ensureInstalled()
ensureConsole()
become(modernNode(), [join(root, 'packages', 'pasos', 'bin', 'pasos.mjs'), 'start', ...process.argv.slice(2)])
