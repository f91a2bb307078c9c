// `npm start`: installs and builds what is missing, then runs `pasos start` with the arguments given.
import { join } from 'node:path'
import { become, ensureConsole, ensureInstalled, modernNode, nodeFlags, root } from './platform.mjs'

ensureInstalled()
ensureConsole()
become(modernNode(), [...nodeFlags, join(root, 'packages', 'pasos', 'bin', 'pasos.mjs'), 'start', ...process.argv.slice(2)])
