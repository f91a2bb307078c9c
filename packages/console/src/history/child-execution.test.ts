import type { HistoryEvent, HistoryEventType, JsonObject } from '@pasos/asl'
import { emptyRun, foldHistory } from '@pasos/graph/run'
import { expect, it } from 'vitest'
import { childExecution } from './child-execution.ts'

const event = (id: number, type: HistoryEventType, detail: JsonObject): HistoryEvent => ({
  ...{ id, previousEventId: id - 1, type, timestamp: 0, xEventDetails: detail },
})
const output = (run: string) => JSON.stringify({ ExecutionArn: `arn:aws:states:us-east-1:123456789012:execution:Child:${run}` })
const events = [
  event(1, 'ExecutionStarted', {}),
  event(2, 'TaskStateEntered', { name: 'Start', input: '{}' }),
  event(3, 'TaskScheduled', { resourceType: 'states', resource: 'startExecution.sync:2' }),
  event(4, 'TaskSubmitted', { resourceType: 'states', output: output('first') }),
  event(5, 'TaskFailed', { resourceType: 'states', error: 'States.TaskFailed' }),
  event(6, 'TaskScheduled', { resourceType: 'states', resource: 'startExecution.sync:2' }),
  event(7, 'TaskSubmitted', { resourceType: 'states', output: output('second') }),
]

it('finds the execution that a step started last, as long as it runs', () => {
  const [step] = foldHistory(emptyRun(), events).steps
  expect(childExecution(step!, events)).toMatch(/:Child:second$/)
  expect(childExecution(step!, events.slice(0, 4))).toMatch(/:Child:first$/)
})

it('finds none in what other services answered, or what is no JSON', () => {
  const of = (resourceType: string, text: string) => {
    const other = [...events.slice(0, 2), event(3, 'TaskSucceeded', { resourceType, output: text })]
    return childExecution(foldHistory(emptyRun(), other).steps[0]!, other)
  }
  expect(of('sqs', output('x'))).toBeUndefined()
  expect(of('states', 'no JSON')).toBeUndefined()
  expect(of('states', '{}')).toBeUndefined()
})
