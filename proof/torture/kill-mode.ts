import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededIds } from '@pasos/engine'
import { checkEvidence, type ObservedExecution, type Violation } from '../oracle/check-evidence.ts'
import { childrenOfSpread } from './children.ts'
import { clients } from './clients.ts'
import { deploy } from './deploy.ts'
import { type MachineName, machineArn, machines } from './machines.ts'
import { listExecutions, observe } from './observe.ts'
import { caller, childrenOf, kill, type Life, launch } from './server.ts'
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

const drainMs = 180_000
// A life now and then is long enough for executions to get somewhere.
const longLifeEach = 8
const names = Object.keys(machines) as MachineName[]
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/**
 * A real server with executions of every kind under way, killed with SIGKILL again and again: some milliseconds after it is ready, or
 * while it still recovers from the last kill, or after one of its functions' processes was killed. In the end everything must end, and the oracle judges.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one run with its members, each short
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
  const childFailures: string[] = []
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
      if (life.process.exitCode !== null) throw new Error(`the server ended by itself: ${life.output()}`)
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
    const observed = await drain(url)
    downtimes.push(...watch.stop())
    busiest = Math.max(busiest, ...loadavg())
    const evidence = { acknowledged: crowd.acknowledged, invocations: crowd.invocations, executions: observed, downtimes, lateMs: lateMs() }
    return report(checkEvidence(evidence), observed)
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

  async function countRunning(call: ReturnType<typeof caller>): Promise<number> {
    const lists = await Promise.all(names.map(name => listExecutions(call, machineArn(name), 'RUNNING')))
    return lists.reduce((sum, list) => sum + list.length, 0)
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

  /** Lets everything come to its end and asks for all of it. */
  async function drain(url: string): Promise<ObservedExecution[]> {
    const call = caller(url)
    const over = new AbortController()
    const working = crowd.work(call, over.signal)
    const deadline = Date.now() + drainMs
    for (let quiet = 0; quiet < 3 && Date.now() < deadline; ) {
      await pause(300)
      quiet = crowd.isIdle && (await countRunning(call)) === 0 ? quiet + 1 : 0
    }
    over.abort()
    const all: ObservedExecution[] = []
    for (const name of names) {
      const definition = JSON.stringify(machines[name])
      for (const arn of await listExecutions(call, machineArn(name))) {
        const found = await observe(call, arn, definition)
        if (!found) continue
        all.push(found)
        if (name !== 'spread') continue
        const { children, failures } = await childrenOfSpread(call, found)
        all.push(...children)
        childFailures.push(...failures)
      }
    }
    call.close()
    await Promise.race([working, pause(1_000)])
    return all
  }

  function report(violations: Violation[], observed: ObservedExecution[]): Record<string, unknown> {
    const ofRule = (...rules: string[]) => violations.filter(({ rule }) => rules.includes(rule)).length
    const { requests, succeeded, cut } = crowd.counts
    const wrong = observed.filter(
      ({ status, executionArn }) => !['SUCCEEDED', executionArn.includes(':endless:') ? 'ABORTED' : ''].includes(status),
    )
    const failures = [
      ...violations.map(({ rule, executionArn, what }) => `${rule}: ${executionArn}: ${what}`),
      ...crowd.refusals,
      ...childFailures,
      ...wrong.map(({ status, executionArn }) => `${executionArn} ended as ${status}`),
    ]
    const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)
    const isReal = share(hit.server, intended) >= 0.95 && share(succeeded, requests) >= 0.8
    return {
      ...{ mode: 'kill', seed, kills: hit.server, intended, inRecovery: hit.recovery, functionsKilled: hit.function },
      ...{ executions: observed.length, events: observed.reduce((sum, { events }) => sum + events.length, 0) },
      ...{ acknowledged: crowd.acknowledged.length, invocations: crowd.invocations.length },
      ...{ lost: ofRule('lost-acknowledgement'), doubled: ofRule('doubled', 'token'), stuck: ofRule('stuck') },
      ...{ otherViolations: violations.length - ofRule('lost-acknowledgement', 'doubled', 'token', 'stuck') },
      ...{ lateAllowedMs: lateMs(), busiestLoad: busiest },
      ...{ requests, requestsSucceeded: Number(share(succeeded, requests).toFixed(3)), cutByKills: cut },
      ...{ seconds: Math.round((Date.now() - began) / 1000), failures: failures.slice(0, 20), ok: failures.length === 0 && isReal },
    }
  }
}
