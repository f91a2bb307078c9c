import { expect, it } from 'vitest'
import { changesBetween } from './changes.ts'

const machine = (states: object) => JSON.stringify({ StartAt: 'A', States: states })
const map = (inner: object) => ({ Type: 'Map', ItemProcessor: { StartAt: 'In', States: { In: inner } }, End: true })

it('tells new, gone and changed states apart, and a container from what is in it', () => {
  const before = machine({ A: { Type: 'Pass', Next: 'M' }, M: map({ Type: 'Pass', End: true }), Old: { Type: 'Fail' } })
  const after = machine({
    A: { Type: 'Pass', Next: 'New' },
    M: map({ Type: 'Wait', Seconds: 1, End: true }),
    New: { Type: 'Pass', Next: 'M' },
  })
  expect(changesBetween(before, after)).toEqual({ added: ['New'], removed: ['Old'], changed: ['A', 'M/0/In'] })
})

it('sees no change in another layout', () => {
  const text = machine({ A: { Type: 'Pass', End: true } })
  expect(changesBetween(text, JSON.stringify(JSON.parse(text), null, 4))).toEqual({ added: [], removed: [], changed: [] })
})
