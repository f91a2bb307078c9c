import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededIds } from '@pasos/engine'
import { clients } from '../clients.ts'
import { crowding, worstCrowding } from '../crowding.ts'
import { deploy } from '../deploy.ts'
import { brokenDown, countRunning, drain, verdictOf } from '../drain.ts'
import { lookAtLanes } from '../lanes-of.ts'
import { type RoundRobin, roundRobin } from '../round-robin.ts'
import { type Caller, hasEnded, kill, type Life, launch } from '../server.ts'
import { stalls } from '../stalls.ts'
import { missingForPatroni, type PatroniPair, startPatroniPair, ttlSeconds } from './patroni-pair.ts'

export interface PatroniOptions {
  rounds: number
  seed: number
  executions: number
  tell: (line: string) => void
}

const faults = ['switchover', 'process', 'standby', 'machine'] as const
type Fault = (typeof faults)[number]

/** How long nothing may be acknowledged, in ms. What finds a machine gone is Patroni's own lease. */
const mostStallMs: Record<Fault, number> = { switchover: 3_000, process: 10_000, standby: 10_000, machine: (ttlSeconds + 3) * 1_000 }
const nodeCount = 2
const probeMs = 20
/** Longer than any failover may take, on a machine that has no more to do than it can. */
const patienceMs = 60_000

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Nobody starts them again, as none may end: what the last of them said, once all have. */
function allEnded(lives: readonly Life[]): string | undefined {
  return lives.every(hasEnded) ? `all nodes have ended: ${lives.map(({ output }) => output().slice(-300)).join('; ')}` : undefined
}

/**
 * Nodes on a PostgreSQL with a synchronous standby under Patroni, which fails over beneath them while executions of every kind are under way: no
 * node may end, nothing may be lost, and the longest time without an acknowledged change is measured.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one run with its members, each short
export async function patroniMode({ rounds, seed, executions, tell }: PatroniOptions): Promise<Record<string, unknown>> {
  const missing = missingForPatroni()
  if (missing !== undefined) {
    tell(`SKIPPED: ${missing} is not on this machine, so nothing is known of failovers of PostgreSQL.`)
    return { mode: 'patroni', skipped: `no ${missing}` }
  }
  const began = Date.now()
  const ids = seededIds(seed)
  const root = mkdtempSync(join(tmpdir(), 'pasos-on-patroni-'))
  const invocationsFile = join(root, 'invocations.jsonl')
  const crowd = clients({ ids, prefix: `s${seed}-`, invocationsFile, retriesFailures: true })
  const downtimes: { from: number; to: number }[] = []
  const stalled: Record<Fault, number[]> = { switchover: [], process: [], standby: [], machine: [] }
  const wrong: string[] = []
  const watch = stalls()
  let busiest = 0
  let pair: PatroniPair | undefined
  const lives: Life[] = []
  try {
    pair = await startPatroniPair()
    for (let at = 0; at < nodeCount; at++)
      lives.push(launch({ folder: join(root, `node-${at}`), environment: { PASOS_POSTGRES: pair.url } }))
    const urls = await Promise.all(lives.map(({ ready }) => ready))
    const callNodes = (signal: AbortSignal): RoundRobin =>
      roundRobin(() => urls, signal, { patienceMs: patienceMs * crowding(), whyHopeless: () => allEnded(lives) })
    await lookAtLanes(await pair.primaryUrl()).owned()
    await deploy(urls[0]!, invocationsFile)
    crowd.plan(executions)
    for (let round = 0; round < rounds; round++) {
      const fault = faults[round % faults.length]!
      await pair.whole()
      const over = new AbortController()
      const call = callNodes(over.signal)
      const working = crowd.work(call, over.signal)
      await refill(call)
      await pause(1_000)
      const from = Date.now()
      stalled[fault].push(await longestStall(call, from, fault, () => strike(fault, pair!)))
      downtimes.push({ from, to: Date.now() + 200 })
      over.abort()
      await Promise.race([working, pause(500)])
      call.close()
      for (const life of lives) if (hasEnded(life)) wrong.push(`a node ended: ${life.output().slice(-300)}`)
      busiest = Math.max(busiest, loadavg()[0] ?? 0)
      tell(
        `${round + 1}: ${fault}, nothing acknowledged for ${stalled[fault].at(-1)} ms, ${crowd.acknowledged.length} effects acknowledged`,
      )
      if (wrong.length > 0) break
    }
    await pair.whole()
    const { executions: observed, failures } = await drain(crowd, callNodes(new AbortController().signal))
    downtimes.push(...watch.stop())
    const crowded = worstCrowding(busiest)
    const late = faults.flatMap(fault =>
      stalled[fault].filter(ms => ms > mostStallMs[fault] * crowded).map(ms => `${fault}: nothing was acknowledged for ${ms} ms`),
    )
    const found = [...failures, ...wrong, ...late, ...(await lookAtLanes(await pair.primaryUrl()).outOfOrder())]
    const verdict = verdictOf(crowd, { executions: observed, downtimes, lateMs: Math.round(1_000 * crowded) }, found)
    return {
      ...{ mode: 'patroni', seed, nodes: nodeCount },
      ...Object.fromEntries(faults.map(fault => [`${fault}StallMs`, stalled[fault].sort((a, b) => a - b).join(' ')])),
      ...{ ...verdict.figures, busiestLoad: busiest, seconds: Math.round((Date.now() - began) / 1000) },
      ...{ failures: verdict.failures.slice(0, 20), ok: verdict.failures.length === 0 && verdict.isServed },
    }
  } catch (error) {
    return { mode: 'patroni', seed, ...brokenDown(wrong, error) }
  } finally {
    watch.stop()
    for (const life of lives) await kill(life)
    await pair?.stop()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }

  async function refill(call: Caller): Promise<void> {
    const running = await countRunning(call)
    if (crowd.isIdle && running < executions) crowd.plan(executions - running)
  }

  /** Changes one thing again and again, one after the other, through the fault and until it is over: the longest time between two answers. */
  async function longestStall(call: Caller, from: number, fault: Fault, strikes: () => Promise<void>): Promise<number> {
    const activity = await call('CreateActivity', { name: `probe-${from}` })
    if (!activity.ok) throw new Error(`CreateActivity: ${activity.message}`)
    const resourceArn = activity.body['activityArn']
    let isOver = false
    const striking = strikes().finally(() => {
      isOver = true
    })
    striking.catch(() => undefined)
    let last = Date.now()
    let longest = 0
    try {
      for (let after = 0; !isOver || after < 20; after += isOver ? 1 : 0) {
        const answer = await call('TagResource', { resourceArn, tags: [{ key: 'last', value: String(last) }] })
        if (!answer.ok) wrong.push(`TagResource during ${fault}: ${answer.code}`)
        longest = Math.max(longest, Date.now() - last)
        last = Date.now()
        await pause(probeMs)
      }
    } finally {
      // What it brings back would be left over otherwise.
      await Promise.allSettled([striking])
    }
    await striking
    return longest
  }

  async function strike(fault: Fault, { switchover, killPrimary, killStandby, killMachine, whole }: PatroniPair): Promise<void> {
    if (fault === 'switchover') await switchover()
    else if (fault === 'process') await killPrimary()
    else if (fault === 'standby') await killStandby()
    else {
      const revive = await killMachine()
      await pause((ttlSeconds + 5) * 1_000)
      revive()
    }
    await pause(500)
    await whole()
  }
}
