import { isDeepStrictEqual } from 'node:util'
import type { Evidence, Invocation, ObservedExecution, Violation } from './evidence.ts'
import { detailsOf, entryOf, isScheduled } from './history-reading.ts'

/**
 * Every recorded attempt was invoked at least once, always with the same token, and no two attempts share one; nothing was invoked that
 * the history does not know; what was recorded is what a worker answered.
 */
export function checkInvocations({ invocations, executions }: Evidence, violations: Violation[]): void {
  const byExecution = Map.groupBy(invocations, invocation => invocation.executionArn)
  const owners = new Map<string, string>()
  for (const { executionArn, attempt, token, wasOnDisk, stateName } of invocations) {
    const owner = `${executionArn}#${attempt}`
    const before = owners.get(token)
    if (before !== undefined && before !== owner)
      violations.push({ executionArn, rule: 'invocation', what: `two attempts share a token: ${before} and ${owner}` })
    owners.set(token, owner)
    if (wasOnDisk === false)
      violations.push({ executionArn, rule: 'invocation', what: `${stateName} was invoked before its task was on disk` })
  }
  for (const execution of executions) {
    const tell = (what: string): void => void violations.push({ executionArn: execution.executionArn, rule: 'invocation', what })
    checkExecution(execution, byExecution.get(execution.executionArn) ?? [], tell)
  }
}

function checkExecution({ events }: ObservedExecution, invocations: readonly Invocation[], tell: (what: string) => void): void {
  const byState = Map.groupBy(invocations, invocation => invocation.stateName)
  const scheduled = new Map<string, number>()
  for (const event of events) {
    if (!isScheduled(event.type)) continue
    const name = detailsOf(entryOf(events, event) ?? event).name ?? ''
    scheduled.set(name, (scheduled.get(name) ?? 0) + 1)
  }
  for (const [name, known] of byState) {
    const attempts = Map.groupBy(known, invocation => invocation.attempt)
    for (const [attempt, same] of attempts) {
      if (new Set(same.map(({ token }) => token)).size > 1) tell(`attempt ${attempt} of ${name} was invoked with different tokens`)
    }
    if (attempts.size > (scheduled.get(name) ?? 0))
      tell(`${name} was invoked for ${attempts.size} attempts, the history knows ${scheduled.get(name) ?? 0}`)
  }
  for (const event of events) {
    if (event.type !== 'LambdaFunctionSucceeded') continue
    const name = detailsOf(entryOf(events, event) ?? event).name ?? ''
    const known = byState.get(name)
    if (!known) tell(`${name} (event ${event.id}) succeeded without having been invoked`)
    else if (known.every(({ answer }) => answer !== undefined) && !known.some(({ answer }) => isSame(answer, detailsOf(event).output)))
      tell(`${name} (event ${event.id}) recorded ${detailsOf(event).output}, which no worker answered`)
  }
}

function isSame(answer: string | undefined, output: string | undefined): boolean {
  if (answer === undefined || output === undefined) return false
  return answer === output || isDeepStrictEqual(JSON.parse(answer), JSON.parse(output))
}
