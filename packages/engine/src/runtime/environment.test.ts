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

test('an execution is where its ARN says, or else where the server is', () => {
  const options = { clock: fakeClock(), ids: seededIds(), limits: defaultLimits, accountId: '1', region: 'r' }
  const places = ['arn:aws-cn:states:cn-north-1:123456789012:execution:m:a', 'arn:aws:states:::execution:m:a', 'a:b', ''].map(arn => {
    const { region, accountId } = environmentFor(options, { issue: () => 'token' }, 1, arn)
    return [region, accountId]
  })
  expect(places).toEqual([
    ['cn-north-1', '123456789012'],
    ['r', '1'],
    ['r', '1'],
    ['r', '1'],
  ])
})
