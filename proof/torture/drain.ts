import { checkEvidence, type Evidence, type ObservedExecution } from '../oracle/check-evidence.ts'
import { childrenOfSpread } from './children.ts'
import type { Clients } from './clients.ts'
import { type MachineName, machineArn, machines } from './machines.ts'
import { listExecutions, observe } from './observe.ts'
import { type Caller, caller } from './server.ts'
import { standstill } from './standstill.ts'

/** Something must be acknowledged, or end, within this time. */
const drainMs = 180_000
const names = Object.keys(machines) as MachineName[]
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

export async function countRunning(call: Caller): Promise<number> {
  const lists = await Promise.all(names.map(name => listExecutions(call, machineArn(name), 'RUNNING')))
  return lists.reduce((sum, list) => sum + list.length, 0)
}

/** Lets everything come to its end and asks for all of it; `failures`: what is wrong with the children of Map Runs. */
export async function drain(crowd: Clients, to: string | Caller): Promise<{ executions: ObservedExecution[]; failures: string[] }> {
  const call = typeof to === 'string' ? caller(to) : to
  const over = new AbortController()
  const working = crowd.work(call, over.signal)
  const isStuck = standstill(drainMs)
  for (let [quiet, running] = [0, Number.POSITIVE_INFINITY]; quiet < 3 && !isStuck(crowd.acknowledged.length, -running); ) {
    await pause(300)
    running = await countRunning(call)
    quiet = crowd.isIdle && running === 0 ? quiet + 1 : 0
  }
  over.abort()
  const executions: ObservedExecution[] = []
  const failures: string[] = []
  for (const name of names) {
    const definition = JSON.stringify(machines[name])
    for (const arn of await listExecutions(call, machineArn(name))) {
      const found = await observe(call, arn, definition)
      if (!found) continue
      executions.push(found)
      if (name !== 'spread') continue
      const spread = await childrenOfSpread(call, found)
      executions.push(...spread.children)
      failures.push(...spread.failures)
    }
  }
  call.close()
  await Promise.race([working, pause(1_000)])
  return { executions, failures }
}

export interface Verdict {
  failures: string[]
  figures: Record<string, unknown>
  /** Most requests were answered: otherwise nothing was tried. */
  isServed: boolean
}

/** What is said of a run that could not go on to its end: what was found before that, and what broke it. */
export function brokenDown(found: readonly string[], error: unknown): { failures: string[]; ok: false } {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { failures: [...found.slice(0, 20), `the run broke down: ${why}`], ok: false }
}

/** What the oracle says of a run, and how much there was to judge. */
export function verdictOf(crowd: Clients, evidence: Omit<Evidence, 'acknowledged' | 'invocations'>, childFailures: string[]): Verdict {
  const { acknowledged, invocations } = crowd
  const { executions } = evidence
  const violations = checkEvidence({ ...evidence, acknowledged, invocations })
  const ofRule = (...rules: string[]) => violations.filter(({ rule }) => rules.includes(rule)).length
  const { requests, succeeded, cut } = crowd.counts
  const wrong = executions.filter(
    ({ status, executionArn }) => !['SUCCEEDED', executionArn.includes(':endless:') ? 'ABORTED' : ''].includes(status),
  )
  const failures = [
    ...violations.map(({ rule, executionArn, what }) => `${rule}: ${executionArn}: ${what}`),
    ...crowd.refusals,
    ...childFailures,
    ...wrong.map(({ status, executionArn, events }) => `${executionArn} ended as ${status}: ${JSON.stringify(events.slice(-2))}`),
  ]
  const share = requests === 0 ? 1 : succeeded / requests
  const figures = {
    ...{ executions: executions.length, events: executions.reduce((sum, { events }) => sum + events.length, 0) },
    ...{ acknowledged: acknowledged.length, invocations: invocations.length },
    ...{ lost: ofRule('lost-acknowledgement'), doubled: ofRule('doubled', 'token'), stuck: ofRule('stuck') },
    ...{ otherViolations: violations.length - ofRule('lost-acknowledgement', 'doubled', 'token', 'stuck') },
    ...{ requests, requestsSucceeded: Number(share.toFixed(3)), cutByKills: cut },
  }
  return { failures, figures, isServed: share >= 0.8 }
}
