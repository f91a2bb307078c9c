import { describe, expect, it } from 'vitest'
import { requestsIn } from './log-requests.ts'

const line = (timestamp: number, message: string, stream = 's') => ({ timestamp, message, stream })
const lines = [
  line(100, 'START RequestId: one Version: $LATEST'),
  line(110, 'hello'),
  line(120, 'END RequestId: one'),
  line(300, 'START RequestId: two Version: $LATEST'),
  line(305, 'START RequestId: other Version: $LATEST', 'b'),
  line(310, 'again'),
]

describe('requestsIn', () => {
  it('keeps the lines of the wanted requests, though others wrote at the same time', () => {
    expect(requestsIn(lines, ['two']).map(request => request.lines.map(each => each.message))).toEqual([
      ['START RequestId: two Version: $LATEST', 'again'],
    ])
  })

  it('gives the lines of a cold start to the request it was for', () => {
    const [first] = requestsIn([line(90, 'INIT_START Runtime Version: nodejs'), ...lines], ['one'])
    expect(first!.lines[0]!.message).toContain('INIT_START')
  })

  it('keeps the order of the attempts, and leaves out those that wrote nothing', () => {
    expect(requestsIn(lines, ['other', 'silent', 'one']).map(request => request.id)).toEqual(['other', 'one'])
  })
})
