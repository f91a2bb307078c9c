// `npm start`: installs and builds what is missing, then runs `pasos start` with the arguments given. Whoever builds Pasos here runs their
// own functions: where bubblewrap does not work they are plain processes, which the start says.
import { join } from 'node:path'
import { become, ensureConsole, ensureInstalled, modernNode, nodeEnvironment, nodeFlags, root } from './platform.mjs'

ensureInstalled()
ensureConsole()
process.env.PASOS_SANDBOX ??= 'any'
become(
  modernNode(),
  [...nodeFlags, join(root, 'packages', 'pasos', 'bin', 'pasos.mjs'), 'start', ...process.argv.slice(2)],
  nodeEnvironment,
)
