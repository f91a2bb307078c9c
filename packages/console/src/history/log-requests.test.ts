import { describe, expect, it } from 'vitest'
import { requestId, requestsIn } from './log-requests.ts'

const line = (timestamp: number, message: string, stream = 's') => ({ timestamp, message, stream })
const lines = [
  line(100, 'START RequestId: one Version: $LATEST'),
  line(110, 'hello'),
  line(120, 'END RequestId: one'),
  line(300, 'START RequestId: two Version: $LATEST'),
  line(310, 'again'),
  line(305, 'START RequestId: other Version: $LATEST', 'b'),
]

describe('requestsIn', () => {
  it('keeps the lines of the request that began during the attempt', () => {
    const found = requestsIn(lines, [{ eventId: 1, scheduledAt: 290, endedAt: 330 }], [])
    expect(found.map(request => [request.id, request.lines.length])).toEqual([['two', 2]])
  })

  it('gives the lines of a cold start to the request it was for', () => {
    const cold = [line(90, 'INIT_START Runtime Version: nodejs'), ...lines]
    const [first] = requestsIn(cold, [{ eventId: 1, scheduledAt: 80, endedAt: 130 }], [])
    expect(first).toMatchObject({ id: 'one' })
    expect(first!.lines[0]!.message).toContain('INIT_START')
  })

  it('tells requests at the same time apart by when they ended', () => {
    const both = [
      line(100, 'START RequestId: long', 'a'),
      line(101, 'START RequestId: short', 'b'),
      line(200, 'END RequestId: short', 'b'),
      line(900, 'END RequestId: long', 'a'),
    ]
    expect(requestsIn(both, [{ eventId: 1, scheduledAt: 99, startedAt: 99, endedAt: 203 }], []).map(request => request.id)).toEqual([
      'short',
    ])
  })

  it('goes by the request id where the answer tells it', () => {
    expect(requestsIn(lines, [{ eventId: 1, scheduledAt: 0, endedAt: 400 }], ['other']).map(request => request.id)).toEqual(['other'])
  })
})

describe('requestId', () => {
  it('reads it from the metadata of an invocation', () => {
    expect(requestId('{"Payload":1,"SdkResponseMetadata":{"RequestId":"abc"}}')).toBe('abc')
    expect(requestId('{"number":4}')).toBeUndefined()
  })
})
