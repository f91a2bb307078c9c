import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { SandboxDriver } from './driver.ts'

const programs = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap']
/** What an interpreter needs of the system: libraries, certificates, name resolution. None of it is the server's own. */
const systemPaths = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/etc/ssl',
  '/etc/ca-certificates',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/nsswitch.conf',
  '/etc/localtime',
  '/etc/ld.so.cache',
]

/** Where bubblewrap is installed, if it is. */
export function findBubblewrap(): string | undefined {
  return programs.find(program => existsSync(program))
}

/** Whether it may make its namespaces on this machine; containers often forbid them. */
export function worksHere(program: string): boolean {
  const command = [...namespaces, '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--', '/bin/true']
  return spawnSync(program, command, { stdio: 'ignore', timeout: 5_000 }).status === 0
}

const namespaces = [
  '--die-with-parent',
  '--new-session',
  '--unshare-user-try',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-cgroup-try',
]

/**
 * Processes in namespaces of their own: they see the system's libraries, their interpreter, their own code at /var/task and a /tmp,
 * all but /tmp read-only; no other process, and none of the server's files. The network is shared, as functions call the endpoint.
 */
export function bubblewrapDriver(program: string): SandboxDriver {
  return {
    name: 'bubblewrap',
    startsAhead: false,
    taskRoot: () => '/var/task',
    temporaryRoot: () => '/tmp',
    launch: order => {
      const folders = new Set(order.runtimeDirectories.filter(folder => !folder.startsWith('/usr/')))
      const layers = order.layerDirectories.flatMap(layer => ['--ro-bind', layer, layer])
      const args = [
        ...namespaces,
        '--hostname',
        'function',
        '--proc',
        '/proc',
        '--dev',
        '/dev',
        // Before the others: the interpreter, or this whole checkout, may itself lie below /tmp.
        '--bind',
        order.temporaryDirectory,
        '/tmp',
        ...systemPaths.flatMap(path => ['--ro-bind-try', path, path]),
        ...[...folders].flatMap(folder => ['--ro-bind', folder, folder]),
        '--ro-bind',
        order.codeDirectory,
        '/var/task',
        ...layers,
        '--chdir',
        '/var/task',
        '--',
        order.command,
        ...order.args,
      ]
      return spawn(program, args, { cwd: '/', env: order.environment, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] })
    },
  }
}
