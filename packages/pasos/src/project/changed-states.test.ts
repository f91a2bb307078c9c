import { expect, test } from 'vitest'
import { changedStates } from './changed-states.ts'

const definition = (states: object) => JSON.stringify({ StartAt: 'A', States: states })
const pass = { Type: 'Pass', End: true }

test('states that came, went and changed are told, also within others, and not the states around them', () => {
  const map = (inner: object) => ({ Type: 'Map', ItemProcessor: { StartAt: 'I', States: inner }, End: true })
  const before = definition({ A: pass, B: pass, M: map({ I: pass }) })
  const after = definition({ A: { ...pass, Result: 1 }, C: { Type: 'Succeed' }, M: map({ I: { Type: 'Succeed' } }) })
  expect(changedStates(before, after)).toEqual(['A', '+C', 'I', '-B'])
  expect(changedStates(before, before)).toEqual([])
  expect(changedStates(definition({ A: pass }), definition({ B: pass }))).toEqual(['A→B'])
})
