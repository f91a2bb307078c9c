import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededIds } from '@pasos/engine'
import { clients } from './clients.ts'
import { deploy } from './deploy.ts'
import { countRunning, drain, type Verdict, verdictOf } from './drain.ts'
import { caller, childrenOf, hasEnded, kill, type Life, launch } from './server.ts'
import { stalls } from './stalls.ts'

export interface KillOptions {
  /** How often the server is killed. */
  kills: number
  seed: number
  /** How many executions are kept under way. */
  executions: number
  /** No further kill after this long; by default all of them are made. */
  minutes?: number
  tell: (line: string) => void
}

// A life now and then is long enough for executions to get somewhere.
const longLifeEach = 8
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/**
 * A real server with executions of every kind under way, killed with SIGKILL again and again: some milliseconds after it is ready, or
 * while it still recovers from the last kill, or after one of its functions' processes was killed. In the end everything must end, and the oracle judges.
 */
export async function killMode({
  kills,
  seed,
  executions,
  minutes = Number.POSITIVE_INFINITY,
  tell,
}: KillOptions): Promise<Record<string, unknown>> {
  const began = Date.now()
  const ids = seededIds(seed)
  const between = (from: number, to: number): number => from + Math.floor(ids.random() * (to - from + 1))
  const root = mkdtempSync(join(tmpdir(), 'pasos-torture-'))
  const folder = join(root, 'data')
  const invocationsFile = join(root, 'invocations.jsonl')
  const crowd = clients({ ids, prefix: `s${seed}-`, invocationsFile })
  const downtimes: { from: number; to: number }[] = []
  const watch = stalls()
  const hit = { server: 0, recovery: 0, function: 0, functionIntended: 0 }
  let life: Life = launch({ folder })
  let bootMs = 1_000
  let intended = 0
  let busiest = 0
  // A second late at most, where there are processors enough; where others want them too, as much later as one waits for a turn.
  const lateMs = (): number => Math.round(1_000 * Math.max(1, busiest / availableParallelism()))
  try {
    await deploy(await life.ready, invocationsFile)
    crowd.plan(executions)
    let downSince = 0
    for (; intended < kills && Date.now() - began < minutes * 60_000; ) {
      const bootFrom = Date.now()
      if (intended > 0 && ids.random() < 0.2) {
        await Promise.race([pause(between(1, bootMs)), life.ended])
        hit.recovery++
      } else {
        const url = await life.ready
        if (downSince > 0) {
          downtimes.push({ from: downSince, to: Date.now() + 200 })
          bootMs = Date.now() - bootFrom
        }
        downSince = 0
        await liveOn(url, intended % longLifeEach === longLifeEach - 1 ? between(1_500, 3_000) : between(5, 400))
      }
      if (hasEnded(life)) throw new Error(`the server ended by itself: ${life.output()}`)
      downSince ||= Date.now()
      await kill(life)
      if (life.process.signalCode === 'SIGKILL') hit.server++
      intended++
      busiest = Math.max(busiest, loadavg()[0] ?? 0)
      life = launch({ folder })
      if (intended % 25 === 0) tell(`${intended} kills, ${crowd.acknowledged.length} effects acknowledged`)
    }
    const url = await life.ready
    downtimes.push({ from: downSince, to: Date.now() + 200 })
    const { executions: observed, failures } = await drain(crowd, url)
    downtimes.push(...watch.stop())
    busiest = Math.max(busiest, ...loadavg())
    const evidence = { acknowledged: crowd.acknowledged, invocations: crowd.invocations, executions: observed, downtimes, lateMs: lateMs() }
    return report(verdictOf(crowd, evidence, failures))
  } finally {
    watch.stop()
    await kill(life)
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }

  async function liveOn(url: string, ms: number): Promise<void> {
    const call = caller(url)
    const over = new AbortController()
    const working = crowd.work(call, over.signal)
    try {
      const wait = pause(ms)
      const running = await countRunning(call).catch(() => executions)
      if (crowd.isIdle && running < executions) crowd.plan(executions - running)
      if (ids.random() < 0.2) await killFunction()
      await wait
    } finally {
      over.abort()
      // The kill comes while requests are under way.
      void working.finally(() => call.close())
    }
  }

  async function killFunction(): Promise<void> {
    const children = childrenOf(life.process.pid!)
    if (children.length === 0) return
    hit.functionIntended++
    try {
      process.kill(children[between(0, children.length - 1)]!, 'SIGKILL')
      hit.function++
    } catch {
      // It had ended a moment before.
    }
  }

  function report({ failures, figures, isServed }: Verdict): Record<string, unknown> {
    const isReal = isServed && (intended === 0 || hit.server / intended >= 0.95)
    return {
      ...{ mode: 'kill', seed, kills: hit.server, intended, inRecovery: hit.recovery, functionsKilled: hit.function, ...figures },
      ...{ lateAllowedMs: lateMs(), busiestLoad: busiest, seconds: Math.round((Date.now() - began) / 1000) },
      ...{ failures: failures.slice(0, 20), ok: failures.length === 0 && isReal },
    }
  }
}
