import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { LaunchOrder, SandboxDriver } from './driver.ts'

/** Where the kernel shows control groups, and in which of them this process is. */
export interface GroupPlaces {
  root: string
  self: string
  pid: number
}

/**
 * Whether functions can have control groups (cgroup v2): `delegated` names the group that is the server's to divide; `absent`: the machine
 * has none of the second version; `kept`: it has, but has not given this process a part of its own.
 */
export type GroupsFound = { state: 'delegated'; base: string; isInside: boolean } | { state: 'absent' | 'kept' }

const here: GroupPlaces = { root: '/sys/fs/cgroup', self: '/proc/self/cgroup', pid: process.pid }
const SERVER = 'server'
const FUNCTIONS = 'functions'
const CONTROLLERS = ['memory', 'pids']
/** AWS: processes and threads of one execution environment. */
const MOST_PROCESSES = '1024'
/** What the kernel counts besides a function's own memory: the sandbox itself, and what it keeps of the interpreter's files. */
const SPARE_BYTES = 128 * 1024 * 1024

/** Looks, and changes nothing. A group is taken for ours only where a service manager says so: nobody's login session is divided. */
export function findGroups({ root, self, pid }: GroupPlaces = here): GroupsFound {
  const own = existsSync(self) ? /^0::(\/.*)$/m.exec(readFileSync(self, 'utf8'))?.[1] : undefined
  if (own === undefined || !existsSync(join(root, 'cgroup.controllers'))) return { state: 'absent' }
  const isInside = basename(own) === SERVER
  const path = isInside ? dirname(own) : own
  const base = join(root, path)
  const hasControllers = CONTROLLERS.every(name => controllersOf(base).includes(name))
  const isOurs = path.endsWith('.service') && hasControllers && isWritable(base) && hasNobodyElse(base, pid)
  return isOurs ? { state: 'delegated', base, isInside } : { state: 'kept' }
}

function controllersOf(group: string): string[] {
  const file = join(group, 'cgroup.controllers')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\s+/) : []
}

function isWritable(group: string): boolean {
  try {
    for (const name of ['.', 'cgroup.procs', 'cgroup.subtree_control']) accessSync(join(group, name), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The kernel divides no group that has other processes: desktops run terminals as services of their user's, with the shells in them. */
function hasNobodyElse(group: string, pid: number): boolean {
  const there = readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)
  return there.every(each => Number(each) === pid)
}

/** Groups of functions, each with limits that the kernel keeps, and with an end that no child of the function outlives. */
export interface FunctionGroups {
  /** Makes one. `before` is to stand before the command that runs in it; `end` kills whatever is still there. */
  make(limits: { memoryBytes?: number | undefined }): { before: string[]; end(): void }
}

/**
 * Divides the delegated group into one for the server, which moves into it where it is not there yet (the kernel lets no group have both
 * processes and divided children), and one for functions. Nothing where that is not to be had. @throws what the file system does
 */
export function openFunctionGroups(places: GroupPlaces = here): FunctionGroups | undefined {
  const found = findGroups(places)
  if (found.state !== 'delegated') return undefined
  const { base, isInside } = found
  const functions = join(base, FUNCTIONS)
  if (!isInside) {
    mkdirSync(join(base, SERVER), { recursive: true })
    writeFileSync(join(base, SERVER, 'cgroup.procs'), String(places.pid))
  }
  const controllers = [...CONTROLLERS, ...(controllersOf(base).includes('cpu') ? ['cpu'] : [])]
  const divide = (group: string) => writeFileSync(join(group, 'cgroup.subtree_control'), controllers.map(name => `+${name}`).join(' '))
  divide(base)
  mkdirSync(functions, { recursive: true })
  divide(functions)
  // All functions together have half of what the server has where both want the processor.
  if (controllers.includes('cpu')) writeFileSync(join(functions, 'cpu.weight'), '50')
  for (const left of readdirSync(functions, { withFileTypes: true })) if (left.isDirectory()) endGroup(join(functions, left.name))
  let serial = 0
  return {
    make({ memoryBytes }) {
      const group = join(functions, `${places.pid}-${++serial}`)
      mkdirSync(group)
      if (memoryBytes !== undefined) {
        writeFileSync(join(group, 'memory.max'), String(memoryBytes + SPARE_BYTES))
        writeFileSync(join(group, 'memory.oom.group'), '1')
        if (existsSync(join(group, 'memory.swap.max'))) writeFileSync(join(group, 'memory.swap.max'), '0')
      }
      writeFileSync(join(group, 'pids.max'), MOST_PROCESSES)
      // The process goes in before it becomes the function: whatever it starts is in from the beginning.
      const before = ['/bin/sh', '-c', 'echo $$ > "$0" && exec "$@"', join(group, 'cgroup.procs')]
      return { before, end: () => endGroup(group) }
    },
  }
}

/** Kills what is in it and removes it, which the kernel lets happen once that is gone. */
function endGroup(group: string, waits: readonly number[] = [20, 200, 2_000]): void {
  try {
    writeFileSync(join(group, 'cgroup.kill'), '1')
    rmdirSync(group)
  } catch {
    const [wait, ...rest] = waits
    if (wait !== undefined) setTimeout(() => endGroup(group, rest), wait).unref()
  }
}

/** Whatever the driver starts is in a group of its own. */
export function inGroups(driver: SandboxDriver, groups: FunctionGroups): SandboxDriver {
  return {
    ...driver,
    launch(order: LaunchOrder) {
      const memoryBytes = order.memoryBytes === undefined ? undefined : order.memoryBytes + order.temporaryBytes
      const { before, end } = groups.make({ memoryBytes })
      const child = driver.launch({ ...order, before })
      child.once('exit', end)
      child.once('error', end)
      return child
    },
  }
}
