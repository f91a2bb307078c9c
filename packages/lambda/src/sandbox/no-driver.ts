import type { SandboxDriver } from './driver.ts'

/** What every function answers where nothing keeps it apart from the server and nobody said that it may run all the same. */
const HOW =
  'Functions are not run here: bubblewrap 0.8 is not installed, or this machine does not let it make namespaces. Install it, or start the server with --sandbox process to run them as plain processes of your user, which can read and end whatever you can.'

/** Starts nothing. */
export const noDriver: SandboxDriver = {
  name: 'none',
  startsAhead: false,
  taskRoot: codeDirectory => codeDirectory,
  layerRoots: layerDirectories => layerDirectories,
  temporaryRoot: temporaryDirectory => temporaryDirectory,
  launch() {
    throw new Error(HOW)
  },
}
