import { defaultLimits, TurnMemo } from '@pasos/asl'
import { expect, test } from 'vitest'
import { fakeClock, seededIds } from '../memory/fake-clock.ts'
import { environmentFor } from './environment.ts'

test('chance says the same again when a turn is run once more, and something new in the next turn', () => {
  const environment = environmentFor(
    { clock: fakeClock(), ids: seededIds(), limits: defaultLimits, accountId: '1', region: 'r' },
    { issue: () => 'token' },
    1,
    'arn:aws:states:us-east-1:123456789012:execution:m:a',
  )
  const memo = new TurnMemo()
  environment.memo = memo
  const said = () => [environment.random(), environment.uuid(), environment.random()]
  const first = said()
  memo.next('$long')
  memo.answer('$long', { value: 1, left: { steps: 1, bytes: 1, visits: 1 } })
  expect(said()).toEqual(first)
  memo.renew()
  const next = said()
  for (const [at, value] of next.entries()) expect(value).not.toBe(first[at])
})
