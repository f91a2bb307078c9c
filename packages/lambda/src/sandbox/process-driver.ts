import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { SandboxDriver } from './driver.ts'

const setpriv = '/usr/bin/setpriv'

/**
 * Plain processes: a folder, an environment and a process group of their own, and no new privileges. Not a boundary
 * against hostile code: a function can read whatever the server's user can read.
 */
export function processDriver(): SandboxDriver {
  // Where util-linux is at hand the kernel ends the process with the server, even one that is stuck in a loop.
  const prefix = process.platform === 'linux' && existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--'] : []
  return {
    name: 'process',
    startsAhead: true,
    taskRoot: codeDirectory => codeDirectory,
    temporaryRoot: temporaryDirectory => temporaryDirectory,
    launch: order => {
      const [command, ...args] = [...prefix, order.command, ...order.args] as [string, ...string[]]
      return spawn(command, args, {
        cwd: order.codeDirectory,
        env: order.environment,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      })
    },
  }
}
