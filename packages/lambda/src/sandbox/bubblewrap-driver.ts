import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { LaunchOrder, SandboxDriver } from './driver.ts'
import { seccompFilter } from './seccomp-filter.ts'

const programs = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap']
const setpriv = '/usr/bin/setpriv'
const prlimit = '/usr/bin/prlimit'
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

/** AWS: processes and threads, and open files, of one execution environment. */
const limits = ['--nproc=1024', '--nofile=1024', '--core=0']
const sharedMemoryBytes = 64 * 1024 * 1024
const filterDescriptor = 5

/** Users that nobody else has; each process gets one, so that none can signal or count against another. */
const firstUser = 2_000_000_000
let users = 0

/** Where bubblewrap is installed, if it is. */
export function findBubblewrap(): string | undefined {
  return programs.find(program => existsSync(program))
}

/** Whether it can do here all that the driver asks of it; containers often forbid namespaces, and old versions lack options. */
export function worksHere(program: string, isRoot = process.getuid?.() === 0): boolean {
  const order = { command: '/bin/true', args: [], directories: ['/'], temporaryBytes: 1024 * 1024 }
  const [command, ...args] = [program, ...walls(isRoot), '--ro-bind', '/', '/', ...temporaryPlaces(order), '--', ...entry(isRoot, order)]
  return spawnSync(command!, args, { stdio: 'ignore', timeout: 5_000 }).status === 0
}

/** Namespaces of their own, no capabilities; the user is another one than the server's, or at least another name for it. */
function walls(isRoot: boolean): string[] {
  return [
    ...['--die-with-parent', '--new-session', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--cap-drop', 'ALL'],
    // A server that is root becomes another user inside, where it keeps none of these three; everybody else is mapped.
    ...(isRoot
      ? ['--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID', '--cap-add', 'CAP_SETPCAP']
      : ['--unshare-user', '--uid', '1000', '--gid', '1000']),
    ...['--hostname', 'function'],
  ]
}

/** Everything that can be written to is in memory and bounded, so that no function fills the disk. */
function temporaryPlaces({ temporaryBytes }: { temporaryBytes: number }): string[] {
  return [
    ...['--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys', '--dev', '/dev'],
    ...['--perms', '1777', '--size', String(sharedMemoryBytes), '--tmpfs', '/dev/shm'],
    ...['--perms', '1777', '--size', String(temporaryBytes), '--tmpfs', '/tmp'],
  ]
}

function entry(isRoot: boolean, { command, args }: { command: string; args: readonly string[] }): string[] {
  const user = firstUser + (users++ % 100_000_000)
  return [
    ...(isRoot ? [setpriv, `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--inh-caps=-all', '--bounding-set=-all', '--'] : []),
    ...(existsSync(prlimit) ? [prlimit, ...limits, '--'] : []),
    ...[command, ...args],
  ]
}

/**
 * Processes in namespaces of their own: they see the system's libraries, their interpreter, their own code at /var/task, and can write
 * to a /tmp of bounded size alone; no other process, and none of the server's files. They hold no capability, are another user than a
 * server that is root, and cannot call what a seccomp filter withholds. The network is shared, as functions call the endpoint.
 */
export function bubblewrapDriver(program: string, isRoot = process.getuid?.() === 0): SandboxDriver {
  const filter = seccompFilter()
  return {
    name: 'bubblewrap',
    startsAhead: false,
    taskRoot: () => '/var/task',
    layerRoots: layerDirectories => (layerDirectories.length > 0 ? ['/opt'] : []),
    temporaryRoot: () => '/tmp',
    launch: order => {
      const args = [
        ...walls(isRoot),
        ...temporaryPlaces(order),
        ...visible(order),
        ...(filter ? ['--seccomp', String(filterDescriptor)] : []),
      ]
      const [command, ...rest] = [...(order.before ?? []), program, ...args, '--', ...entry(isRoot, order)] as [string, ...string[]]
      const child = spawn(command, rest, {
        cwd: '/',
        env: order.environment,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...(filter ? ['pipe' as const] : [])],
      })
      if (filter) give(child, filter)
      return child
    },
  }
}

/** Read-only, after /tmp: the interpreter, or this whole checkout, may itself lie below it. */
function visible(order: LaunchOrder): string[] {
  const folders = [...new Set(order.runtimeDirectories.filter(folder => !folder.startsWith('/usr/')))]
  return [
    // bubblewrap would make them for its own user alone.
    ...ancestors([...systemPaths, ...folders, '/var/task']).flatMap(folder => ['--perms', '0755', '--dir', folder]),
    ...systemPaths.flatMap(path => ['--ro-bind-try', path, path]),
    ...folders.flatMap(folder => ['--ro-bind', folder, folder]),
    ...['--ro-bind', order.codeDirectory, '/var/task'],
    ...layered(order.layerDirectories, '/opt'),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--chdir', '/var/task'],
  ]
}

/** Several folders as one, as AWS extracts layers: what only one has is shown as it is, folders of several are joined, the last file wins. */
function layered(layers: readonly string[], place: string): string[] {
  if (layers.length === 0) return []
  if (layers.length === 1) return ['--ro-bind', layers[0]!, place]
  const owners = new Map<string, Dirent[]>()
  for (const layer of layers) {
    for (const entry of readdirSync(layer, { withFileTypes: true })) owners.set(entry.name, [...(owners.get(entry.name) ?? []), entry])
  }
  const joined = [...owners].flatMap(([name, entries]) => {
    const last = entries.at(-1)!
    const sources = last.isDirectory() ? entries.filter(entry => entry.isDirectory()) : [last]
    return layered(
      sources.map(entry => join(entry.parentPath, name)),
      join(place, name),
    )
  })
  return ['--perms', '0755', '--dir', place, ...joined]
}

/** The folders above these, outermost first. */
function ancestors(folders: readonly string[]): string[] {
  const all = new Set<string>()
  for (const folder of folders) {
    const parts = folder.split('/').slice(1, -1)
    for (const [index] of parts.entries()) all.add(`/${parts.slice(0, index + 1).join('/')}`)
  }
  return [...all].filter(folder => folder !== '/tmp').sort((a, b) => a.length - b.length)
}

function give(child: ChildProcess, filter: Buffer): void {
  const pipe = (child.stdio as readonly unknown[])[filterDescriptor] as Writable | null
  // A program that could not be started takes nothing; its error is told elsewhere.
  pipe?.on('error', () => undefined)
  pipe?.end(filter)
}
