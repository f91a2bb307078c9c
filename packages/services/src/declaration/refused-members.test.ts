import { ApiError } from '@pasos/wire'
import { expect, test } from 'vitest'
import { refusingMembers } from './refused-members.ts'

const operations = refusingMembers(
  { Put: () => ({ done: true }), Get: () => ({ got: true }) },
  {
    Put: ['Lock', 'Rules.Target.Copies', 'At', { member: 'Accounts.Id', isSoAnyway: (value, context) => value === context.accountId }],
  },
  (member, operation) => new ApiError('Refused', `${operation} ${member}`),
)
const put = (input: object) => (operations['Put'] as (input: object, context: object) => unknown)(input, { accountId: 'own' })

test.each([
  [{ Lock: true }, 'Lock'],
  [{ Lock: 'x' }, 'Lock'],
  [{ Lock: 0 }, 'Lock'],
  [{ Lock: { a: 1 } }, 'Lock'],
  [{ Lock: [{ a: 1 }] }, 'Lock'],
  [{ Lock: { a: [], b: { c: 0 } } }, 'Lock'],
  [{ At: new Date(0) }, 'At'],
  [{ Rules: [{}, { Target: { Copies: 1 } }] }, 'Rules.Target.Copies'],
  [{ Accounts: [{ Id: 'own' }, { Id: 'other' }] }, 'Accounts.Id'],
])('%j is refused', (input, member) => {
  expect(() => put(input)).toThrow(`Put ${member}`)
})

test.each([
  {},
  { Lock: false },
  { Lock: '' },
  { Lock: [] },
  { Lock: {} },
  { Lock: null },
  { Lock: { a: [], b: { c: false, d: '' } } },
  { Lock: [{}, { a: null }] },
  { Accounts: [{ Id: 'own' }, {}] },
  { Rules: [{ Target: {} }, {}] },
  { Rules: [] },
  { Other: 1 },
])('%j asks for nothing that is refused', input => {
  expect(put(input)).toEqual({ done: true })
})

test('an operation that is not there is a mistake of ours', () => {
  expect(() => refusingMembers({}, { Put: ['Lock'] }, () => new ApiError('Refused', ''))).toThrow('no operation Put')
})
