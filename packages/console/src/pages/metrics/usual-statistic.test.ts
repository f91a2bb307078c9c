import { expect, it } from 'vitest'
import { usualStatistic } from './usual-statistic.ts'

it.each([
  ['AWS/Lambda', 'Invocations', 'Sum'],
  ['AWS/Lambda', 'Errors', 'Sum'],
  ['AWS/Lambda', 'Throttles', 'Sum'],
  ['AWS/Lambda', 'Duration', 'Average'],
  ['AWS/Lambda', 'ConcurrentExecutions', 'Maximum'],
  ['AWS/Events', 'FailedInvocations', 'Sum'],
  ['AWS/SQS', 'NumberOfMessagesSent', 'Sum'],
  ['AWS/SQS', 'SentMessageSize', 'Average'],
  ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Average'],
  ['Shop', 'Invocations', 'Average'],
])('of %s %s the %s is shown if none is chosen', (namespace, name, statistic) => {
  expect(usualStatistic({ namespace, name })).toBe(statistic)
})
