import { isDeepStrictEqual } from 'node:util'
import type { Acknowledged, Evidence, ObservedExecution, Violation } from './evidence.ts'
import { detailsOf, isTerminal } from './history-reading.ts'

/** Nothing that was answered with success is missing, and no token was good twice. */
export function checkCalls({ acknowledged, executions, clockWasSet = false }: Evidence, violations: Violation[]): void {
  const byArn = new Map(executions.map(execution => [execution.executionArn, execution]))
  const answers = new Map<string, string>()
  for (const call of acknowledged) {
    const { executionArn } = call
    const execution = byArn.get(executionArn)
    const missing = execution ? missingEffect(call, execution, clockWasSet) : 'the execution is gone'
    if (missing !== undefined)
      violations.push({ executionArn, rule: 'lost-acknowledgement', what: `${call.call} was answered, but ${missing}` })
    if (call.call !== 'SendTaskSuccess' && call.call !== 'SendTaskFailure') continue
    const said = call.call === 'SendTaskSuccess' ? call.output : call.error
    const before = answers.get(call.token)
    if (before !== undefined) violations.push({ executionArn, rule: 'token', what: `a token was accepted twice: ${before}, then ${said}` })
    answers.set(call.token, said)
  }
}

function missingEffect(call: Acknowledged, { events, input }: ObservedExecution, clockWasSet: boolean): string | undefined {
  switch (call.call) {
    case 'StartExecution':
      return isDeepStrictEqual(JSON.parse(call.input), JSON.parse(input)) ? undefined : `the execution has the input ${input}`
    case 'SendTaskSuccess':
      return events.some(
        event => /^(Task|Activity|LambdaFunction)Succeeded$/.test(event.type) && isOutput(detailsOf(event).output, call.output),
      )
        ? undefined
        : `no task succeeded with ${call.output}`
    case 'SendTaskFailure':
      return events.some(event => /^(Task|Activity|LambdaFunction)Failed$/.test(event.type) && detailsOf(event).error === call.error)
        ? undefined
        : `no task failed with ${call.error}`
    case 'StopExecution':
      return events.some(({ type, timestamp }) => isTerminal(type) && (clockWasSet || timestamp <= call.at))
        ? undefined
        : 'the execution went on'
    case 'RedriveExecution':
      return events.some(({ type }) => type === 'ExecutionRedriven') ? undefined : 'the execution was not redriven'
    default:
      return call satisfies never
  }
}

function isOutput(found: string | undefined, said: string): boolean {
  return found !== undefined && (found === said || isDeepStrictEqual(JSON.parse(found), JSON.parse(said)))
}
