import { expect, it } from 'vitest'
import { type SentBefore, sentMessages } from './sent-messages.ts'

const minute = 60_000
const put = (id: string, sent: SentBefore | undefined) => ({ space: 's', key: id, value: sent && JSON.stringify(sent) })
const before = (at: number): SentBefore => ({ messageId: `m${at}`, sequence: at, at })
const never = new Promise<void>(() => undefined)

it('a message is remembered for five minutes, also one that a former process sent', async () => {
  const sent = sentMessages(put, [
    ['young', before(4 * minute)],
    ['old', before(0)],
  ])
  sent.remember('new', before(5 * minute), never)
  const found = (now: number) => ['old', 'young', 'new'].filter(id => sent.find(id, now))
  expect([found(5 * minute - 1), found(5 * minute), found(9 * minute), found(10 * minute)]).toEqual([
    ['old', 'young', 'new'],
    ['young', 'new'],
    ['new'],
    [],
  ])
  await sent.find('young', 5 * minute)!.committed
  expect(sent.find('new', 5 * minute)!.committed).toBe(never)
  sent.settled('new')
  await sent.find('new', 5 * minute)!.committed
  sent.forget('new')
  expect(sent.find('new', 5 * minute)).toBe(undefined)
})

it('what is too old leaves the disk, a part with each message that is sent, but not what was sent again since', () => {
  const sent = sentMessages(put, [])
  for (let at = 0; at < 1000; at++) sent.remember(`i${at}`, before(at), never)
  sent.remember('i7', before(6 * minute), never)
  expect(sent.expire(6 * minute - 1)).toEqual([])
  const dropped: string[] = []
  for (let writes = sent.expire(6 * minute); writes.length > 0; writes = sent.expire(6 * minute)) {
    expect(writes.length).toBeLessThanOrEqual(100)
    expect(writes.every(write => 'value' in write && write.value === undefined)).toBe(true)
    dropped.push(...writes.map(write => (write as { key: string }).key))
  }
  expect(dropped).toEqual(Array.from({ length: 1000 }, (_, n) => `i${n}`).filter(id => id !== 'i7'))
  expect(sent.find('i7', 6 * minute)).toMatchObject({ at: 6 * minute })
})
