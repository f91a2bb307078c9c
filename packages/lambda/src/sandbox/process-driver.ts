import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { LaunchOrder, SandboxDriver } from './driver.ts'

const setpriv = '/usr/bin/setpriv'

/**
 * Plain processes: a folder, an environment and a process group of their own, and no new privileges. Node functions may read only
 * their own code, `readable` and /tmp, by Node's permission model, which keeps honest code honest; it is not a boundary against
 * hostile code, and Python functions can read whatever the server's user can read. The bubblewrap driver is the boundary.
 */
export function processDriver(options: { readable?: readonly string[] } = {}): SandboxDriver {
  // Where util-linux is at hand the kernel ends the process with the server, even one that is stuck in a loop.
  const prefix = process.platform === 'linux' && existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--'] : []
  return {
    name: 'process',
    startsAhead: true,
    taskRoot: codeDirectory => codeDirectory,
    // Not at /opt, which is one place for all.
    layerRoots: layerDirectories => layerDirectories,
    temporaryRoot: temporaryDirectory => temporaryDirectory,
    launch: order => {
      const limits = order.command === process.execPath ? nodePermissions(order, options.readable ?? []) : []
      const [command, ...args] = [...(order.before ?? []), ...prefix, order.command, ...limits, ...order.args] as [string, ...string[]]
      return spawn(command, args, {
        cwd: order.codeDirectory,
        env: order.environment,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      })
    },
  }
}

/** Files by list, everything else as on Lambda. A spare process does not know its function yet, hence `readable`: all stored code. */
function nodePermissions(order: LaunchOrder, readable: readonly string[]): string[] {
  const writable = [order.temporaryDirectory, '/tmp']
  const places = [...order.runtimeDirectories, order.codeDirectory, ...order.layerDirectories, ...readable, ...writable]
  return [
    '--permission',
    '--disable-warning=SecurityWarning',
    ...places.map(place => `--allow-fs-read=${place}`),
    ...writable.map(place => `--allow-fs-write=${place}`),
    '--allow-child-process',
    '--allow-worker',
    '--allow-addons',
    '--allow-wasi',
  ]
}
