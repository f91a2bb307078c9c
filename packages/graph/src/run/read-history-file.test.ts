import { expect, test } from 'vitest'
import { readHistoryFile } from './read-history-file.ts'

const aws = {
  events: [
    {
      timestamp: '2026-01-31T12:00:01+01:00',
      type: 'ExecutionFailed',
      id: 2,
      previousEventId: 0,
      executionFailedEventDetails: { error: 'E', cause: 'why' },
    },
    {
      ...{ timestamp: '2026-01-31T12:00:00+01:00', type: 'ExecutionStarted', id: 1, previousEventId: 0 },
      executionStartedEventDetails: { input: '{"a":1}', roleArn: 'arn:role' },
    },
  ],
}

test("AWS's get-execution-history is read whatever its order", () => {
  const { events = [] } = readHistoryFile(JSON.stringify(aws))
  expect(events.map(event => event.id)).toEqual([1, 2])
})

test('times may be seconds or milliseconds', () => {
  const at = (timestamp: number) => readHistoryFile(JSON.stringify([{ id: 1, type: 'ExecutionStarted', timestamp }])).events?.[0]?.timestamp
  expect(at(1769857200.5)).toBe(1769857200500)
  expect(at(1769857200500)).toBe(1769857200500)
})

test('a definition comes bare or as a state machine is described', () => {
  const definition = '{"StartAt":"A","States":{}}'
  expect(readHistoryFile(definition)).toEqual({ definition })
  expect(readHistoryFile(JSON.stringify({ name: 'm', definition }))).toEqual({ definition })
})

test('anything else is refused', () => {
  expect(() => readHistoryFile('{"a":1}')).toThrow('neither a history nor a definition')
  expect(() => readHistoryFile('[{"id":"1"}]')).toThrow('an event without id or type')
  expect(() => readHistoryFile('no')).toThrow()
})
