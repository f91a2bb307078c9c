import { expect, it } from 'vitest'
import { changesBetween, withNewNames } from './changes.ts'

const machine = (states: object) => JSON.stringify({ StartAt: 'A', States: states })
const short = (before: string, after: string) =>
  changesBetween(before, after).map(({ kind, before, after }) => `${kind} ${after ?? before}`)
const map = (inner: object) => ({ Type: 'Map', ItemProcessor: { StartAt: 'In', States: { In: inner } }, End: true })

it('tells new, gone and changed states apart, and a container from what is in it', () => {
  const before = machine({ A: { Type: 'Pass', Next: 'M' }, M: map({ Type: 'Pass', End: true }), Old: { Type: 'Fail' } })
  const after = machine({
    A: { Type: 'Pass', Next: 'New' },
    M: map({ Type: 'Wait', Seconds: 1, End: true }),
    New: { Type: 'Pass', Next: 'M' },
  })
  expect(short(before, after)).toEqual(['changed A', 'added New', 'changed M/0/In', 'removed Old'])
})

it('calls moved what says the same in another place', () => {
  const pass = (next?: string) => ({ Type: 'Pass', ...(next === undefined ? { End: true } : { Next: next }) })
  const row = machine({ A: pass('B'), B: pass('C'), C: pass('D'), D: pass() })
  expect(short(row, machine({ A: pass('C'), C: pass('D'), D: pass() }))).toEqual(['changed A', 'removed B'])
  const longer = machine({ A: pass('X'), X: pass('B'), B: pass('Y'), Y: pass('C'), C: pass('D'), D: pass() })
  expect(short(row, longer)).toEqual(['changed A', 'added X', 'changed B', 'added Y'])
  expect(short(row, machine({ A: pass('C'), B: pass('D'), C: pass('B'), D: pass() }))).toEqual(['changed A', 'moved B', 'moved C'])
  const before = machine({ A: pass('M'), M: map({ Type: 'Pass', End: true }) })
  const after = machine({ A: pass('M'), M: map({ Type: 'Fail' }), In: pass() })
  expect(changesBetween(before, after.replace('"In":{"Type":"Fail"}', '"Other":{"Type":"Fail"}'))).toEqual([
    { kind: 'moved', name: 'In', before: 'M/0/In', after: 'In' },
    { kind: 'added', name: 'Other', after: 'M/0/Other' },
  ])
})

it('sees no change in another layout', () => {
  const text = machine({ A: { Type: 'Pass', End: true } })
  expect(changesBetween(text, JSON.stringify(JSON.parse(text), null, 4))).toEqual([])
})

it('calls renamed what says the same under another name, and nothing else for that', () => {
  const choice = (even: string) => ({ Type: 'Choice', Choices: [{ Variable: '$.e', BooleanEquals: true, Next: even }], Default: 'M' })
  const work = { Type: 'Task', Resource: 'r', End: true }
  const before = machine({ A: choice('Even'), Even: work, M: map({ Type: 'Pass', End: true }) })
  const after = machine({ A: choice('Two'), Two: work, M: map({ Type: 'Pass', End: true }) })
  expect(changesBetween(before, after)).toEqual([{ kind: 'renamed', name: 'Two', formerName: 'Even', before: 'Even', after: 'Two' }])
  expect(JSON.parse(withNewNames(before, changesBetween(before, after)))).toEqual(JSON.parse(after))
  // A container is renamed with all that is in it.
  const outer = machine({ A: choice('Even'), Even: work, N: map({ Type: 'Pass', End: true }) }).replace('"Default":"M"', '"Default":"N"')
  expect(short(before, outer)).toEqual(['renamed N'])
  const inner = outer.replaceAll('"In"', '"Within"')
  expect(short(before, inner)).toEqual(['renamed N', 'renamed N/0/Within'])
  expect(JSON.parse(withNewNames(before, changesBetween(before, inner)))).toEqual(JSON.parse(inner))
})

it('does not guess which of several alike has which new name', () => {
  const work = { Type: 'Task', Resource: 'r', End: true }
  expect(
    short(machine({ A: { Type: 'Pass', Next: 'B' }, B: work, C: work }), machine({ A: { Type: 'Pass', Next: 'D' }, D: work, E: work })),
  ).toEqual(['changed A', 'added D', 'added E', 'removed B', 'removed C'])
})
