import { expect, test } from 'vitest'
import { createRequestLog } from './request-log.ts'

const caller = { accountId: '1', accessKeyId: 'AKIASECRET', arn: 'arn:aws:iam::1:root', userId: '1' }
const notice = { requestId: 'q', service: 'states', operation: 'StartExecution', caller, status: 200, durationMs: 1.26 }

function log(mostPerSecond = 9) {
  const lines: Record<string, unknown>[] = []
  const clock = { now: 1_700_000_000_000 }
  const take = createRequestLog({ write: line => lines.push(JSON.parse(line)), now: () => clock.now, mostPerSecond })
  return { lines, clock, take }
}

test('a request is a line that says who asked for what, what came of it and how long it took', () => {
  const { lines, take } = log()
  take(notice)
  take({ ...notice, service: undefined, operation: undefined, caller: undefined, status: 403, errorCode: 'IncompleteSignature' })
  const time = '2023-11-14T22:13:20.000Z'
  expect(lines).toEqual([
    {
      ...{ time, message: 'request', service: 'states', operation: 'StartExecution', caller: caller.arn },
      ...{ code: 'OK', status: 200, ms: 1.3, requestId: 'q' },
    },
    { time, message: 'request', code: 'IncompleteSignature', status: 403, ms: 1.3, requestId: 'q' },
  ])
  expect(JSON.stringify(lines)).not.toContain('AKIA')
})

test('a flood is told by its number, in the second after it', () => {
  const { lines, clock, take } = log(2)
  for (let count = 0; count < 1_000; count++) take(notice)
  expect(lines).toHaveLength(2)
  clock.now += 1_000
  take(notice)
  expect(lines.slice(2)).toMatchObject([{ message: 'requests that are not in the log', count: 998 }, { message: 'request' }])
})
