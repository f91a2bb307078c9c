import { readHistoryFile } from '@pasos/graph/run'
import { expect, test } from 'vitest'
import { recordFrom } from './record-from.ts'

test('a history tells how its execution began and ended', () => {
  const history = [
    {
      timestamp: '2026-01-31T11:00:00Z',
      type: 'ExecutionStarted',
      id: 1,
      executionStartedEventDetails: { input: '{"a":1}', roleArn: 'arn:role' },
    },
    { timestamp: '2026-01-31T11:00:01Z', type: 'ExecutionFailed', id: 2, executionFailedEventDetails: { error: 'E', cause: 'why' } },
  ]
  expect(recordFrom(readHistoryFile(JSON.stringify(history)).events!, 'x')).toMatchObject({
    ...{ name: 'x', status: 'FAILED', error: 'E', cause: 'why', input: '{"a":1}', roleArn: 'arn:role' },
    ...{ startDate: Date.parse('2026-01-31T11:00:00Z'), stopDate: Date.parse('2026-01-31T11:00:01Z') },
  })
})
