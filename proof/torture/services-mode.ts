import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededIds } from '@pasos/engine'
import { machineArn } from './machines.ts'
import { listExecutions } from './observe.ts'
import { caller, hasEnded, kill, type Life, launch } from './server.ts'
import { crowdOf } from './services/crowd.ts'
import { judgeServices, type ServicesVerdict } from './services/judge-services.ts'
import { deployNeighbours, started } from './services/neighbours.ts'
import { standstill } from './standstill.ts'

export interface ServicesOptions {
  kills: number
  seed: number
  /** How many executions are kept under way. */
  executions: number
  tell: (line: string) => void
  /** Another `pasos` than the project's own. */
  entry?: string
}

/** Something must come, or end, within this time. */
const drainMs = 180_000
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/**
 * A real server, killed with SIGKILL again and again while executions send messages, publish, put events, start executions, count in a
 * table and put objects. In the end every message must have come once, and every call that was repeated must have a kill to explain it.
 */
export async function servicesMode({ kills, seed, executions, tell, entry }: ServicesOptions): Promise<Record<string, unknown>> {
  const began = Date.now()
  const ids = seededIds(seed)
  const between = (from: number, to: number): number => from + Math.floor(ids.random() * (to - from + 1))
  const root = mkdtempSync(join(tmpdir(), 'pasos-services-'))
  const begin = (): Life => launch({ folder: join(root, 'data'), entry })
  const crowd = crowdOf(`s${seed}-`)
  const killedAt: number[] = []
  let life = begin()
  try {
    await deployNeighbours(await life.ready)
    while (killedAt.length < kills) {
      const url = await life.ready
      const over = new AbortController()
      const working = crowd.work(url, over.signal)
      crowd.plan(Math.max(0, executions - (await countRunning(url).catch(() => executions))))
      await pause(between(5, 400))
      if (hasEnded(life)) throw new Error(`the server ended by itself: ${life.output()}`)
      killedAt.push(Date.now())
      await kill(life)
      over.abort()
      await working
      life = begin()
      if (killedAt.length % 25 === 0) tell(`${killedAt.length} kills, ${crowd.executions.length} executions`)
    }
    const verdict = await drain(await life.ready)
    return report(verdict)
  } finally {
    await kill(life)
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }

  async function countRunning(url: string): Promise<number> {
    const call = caller(url)
    try {
      return (await listExecutions(call, machineArn('sender'), 'RUNNING')).length
    } finally {
      call.close()
    }
  }

  /** Lets everything come to its end: executions, deliveries, queues. */
  async function drain(url: string): Promise<ServicesVerdict> {
    const over = new AbortController()
    const working = crowd.work(url, over.signal)
    const isStuck = standstill(drainMs)
    const seenNow = (): number => Object.values(crowd.seen).reduce((sum, { size }) => sum + size, 0)
    // Of each execution in each queue one: messages that came again and again would have no end.
    const heardOf = (): number =>
      Object.values(crowd.seen).reduce((sum, seen) => sum + new Set([...seen.values()].map(({ execution }) => execution)).size, 0)
    for (let [quiet, before, running] = [0, -1, Number.POSITIVE_INFINITY]; quiet < 4 && !isStuck(heardOf(), -running); ) {
      // Longer than a message that was received before the last kill stays hidden.
      await pause(1_500)
      running = await countRunning(url)
      quiet = crowd.isIdle && seenNow() === before && running === 0 ? quiet + 1 : 0
      before = seenNow()
    }
    over.abort()
    await working
    const call = caller(url)
    try {
      return await judgeServices(url, call, crowd, killedAt)
    } finally {
      call.close()
    }
  }

  function report({ failures, ...verdict }: ServicesVerdict): Record<string, unknown> {
    const { requests, cut } = crowd.counts
    // A run in which nothing was interrupted, or nothing repeated, proves nothing.
    const isReal = killedAt.length === kills && cut > kills / 2 && (kills < 100 || verdict.repeated > 0)
    return {
      ...{ mode: 'services', seed, kills: killedAt.length, executions: crowd.executions.length, ...verdict },
      ...{ machinesStarted: started.length, requests, cutByKills: cut, seconds: Math.round((Date.now() - began) / 1000) },
      ...{ failures: failures.slice(0, 20), failed: failures.length, ok: failures.length === 0 && isReal },
    }
  }
}
