import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { FunctionSpec, HostClock, Invocation, InvocationEnd, LogSink } from '../function-spec.ts'
import type { ProcessSettings } from '../runtime/process-settings.ts'
import { missingInterpreter, runtimeKind } from '../runtime/runtimes.ts'
import type { SandboxDriver } from '../sandbox/driver.ts'
import { processDriver } from '../sandbox/process-driver.ts'
import { FunctionPool } from './function-pool.ts'
import { SpareProcesses } from './spare-processes.ts'

export interface FunctionHostOptions {
  sink: LogSink
  /** A folder of the host's own, emptied when it starts; processes get their temporary folders in it. */
  temporaryRoot: string
  driver?: SandboxDriver
  /** Default: the machine's. */
  clock?: HostClock | undefined
  /** Processes at the same time, over all functions. Default: 16 per core, as most functions wait more than they compute. */
  maxProcesses?: number
  /** How long an unused process is kept. Default: 5 minutes. */
  idleMs?: number
}

/** A process that was idle for this long is one too many for its function. */
const settledMs = 500

/** A limit is a length of time: whoever sets the machine's clock ends no function. */
const machineClock: HostClock = {
  now: Date.now,
  at(at, wake) {
    const timer = setTimeout(wake, at - Date.now())
    return () => clearTimeout(timer)
  },
}

/** Runs functions as processes. */
export interface FunctionHost {
  /** Never rejects: what goes wrong with a function is its result. Aborting kills the process that runs the invocation. */
  invoke(spec: FunctionSpec, invocation: Invocation, signal?: AbortSignal): Promise<InvocationEnd>
  /** The revision will not be invoked again: its processes end when they are done. */
  retire(revision: string): void
  /** Whether functions of this runtime can be run. */
  supports(runtime: string): boolean
  /** A sentence saying what this machine lacks to run them; nothing when it lacks nothing. */
  lacks(runtime: string): Promise<string | undefined>
  /** How many processes there are. */
  processCount(): number
  /** Ends all processes; invocations under way answer as aborted. */
  close(): void
}

export function createFunctionHost(options: FunctionHostOptions): FunctionHost {
  const driver = options.driver ?? processDriver()
  const maxProcesses = options.maxProcesses ?? availableParallelism() * 16
  const idleMs = options.idleMs ?? 300_000
  const temporaryRoot = join(options.temporaryRoot, 'processes')
  rmSync(temporaryRoot, { recursive: true, force: true })
  mkdirSync(temporaryRoot, { recursive: true, mode: 0o700 })
  const spares = new SpareProcesses(driver, temporaryRoot)
  const { sink, clock = machineClock } = options
  const settings: ProcessSettings = { driver, sink, clock, temporaryRoot, takeSpare: command => spares.take(command) }
  const pools = new Map<string, FunctionPool>()
  /** Of older revisions, with invocations to finish. */
  const retired = new Set<FunctionPool>()
  const maxStarting = availableParallelism()
  let used = 0
  let starting = 0

  const room = {
    take: (isFirst: boolean) => {
      if (starting >= maxStarting) return false
      // Functions that take turns would otherwise end each other's processes again and again.
      if (used >= maxProcesses) endOldestIdle(isFirst ? 0 : settledMs)
      if (used >= maxProcesses) return false
      used++
      starting++
      return true
    },
    started: () => {
      starting--
    },
    release: () => {
      used--
    },
  }

  function endOldestIdle(idleForMs: number): void {
    let oldest: FunctionPool | undefined
    for (const pool of pools.values()) {
      if (pool.oldestIdle !== undefined && pool.oldestIdle < (oldest?.oldestIdle ?? Number.POSITIVE_INFINITY)) oldest = pool
    }
    if (oldest?.oldestIdle === undefined || performance.now() - oldest.oldestIdle < idleForMs) return
    oldest.reap(oldest.oldestIdle + 0.001)
  }

  const reaper = setInterval(
    () => {
      for (const [revision, pool] of pools) {
        pool.reap(performance.now() - idleMs)
        if (pool.isEmpty) pools.delete(revision)
      }
      for (const pool of retired) if (pool.isEmpty) retired.delete(pool)
    },
    Math.min(idleMs, 10_000),
  )
  reaper.unref()

  return {
    invoke: (spec, invocation, signal) => {
      let pool = pools.get(spec.revision)
      if (!pool) {
        pool = new FunctionPool(spec, settings, room)
        pools.set(spec.revision, pool)
      }
      return pool.invoke(invocation, signal)
    },
    retire: revision => {
      const pool = pools.get(revision)
      if (!pool) return
      pool.retire()
      pools.delete(revision)
      if (!pool.isEmpty) retired.add(pool)
    },
    supports: runtime => runtimeKind(runtime) !== undefined,
    lacks: missingInterpreter,
    processCount: () => [...pools.values(), ...retired].reduce((sum, pool) => sum + pool.size, 0),
    close: () => {
      clearInterval(reaper)
      for (const pool of [...pools.values(), ...retired]) pool.close()
      pools.clear()
      retired.clear()
      spares.close()
      rmSync(temporaryRoot, { recursive: true, force: true })
    },
  }
}
