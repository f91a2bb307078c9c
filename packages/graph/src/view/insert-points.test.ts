import { expect, it } from 'vitest'
import { layoutMachine } from '../layout/layout.ts'
import { machineShape } from '../shape/machine-shape.ts'
import { type GraphEditing, InsertPoints } from './insert-points.tsx'
import type { GraphWords } from './words.ts'

const words = {
  insertAfter: (state: string) => `after ${state}`,
  insertBetween: (state: string, next: string) => `between ${state} and ${next}`,
  insertFirst: (container?: string, branch?: number) => ['first', container, branch].filter(Boolean).join(' '),
  insertRule: (choice: string) => `rule of ${choice}`,
} as GraphWords

/** What the places of a machine are called, and where they stand. */
function places(states: object) {
  const drawing = layoutMachine(machineShape(JSON.stringify({ StartAt: 'Which', States: states }))!)
  const buttons = InsertPoints({ drawing, words, editing: {} as GraphEditing, over: undefined })
  return buttons.map(({ props }) => [props['aria-label'], props.style.transform] as [string, string])
}
const rule = (next: string) => ({ Variable: '$.x', IsPresent: true, Next: next })

it('calls each place by what tells it from the others, and none stands on another', () => {
  const found = places({
    Which: { Type: 'Choice', Choices: [rule('Send'), rule('Keep')], Default: 'Drop' },
    Send: { Type: 'Pass', Next: 'Keep' },
    Keep: { Type: 'Pass', End: true },
    Drop: { Type: 'Fail' },
  })
  expect(found.map(([name]) => name).sort()).toEqual([
    'after Keep',
    'after Send',
    'between Which and Drop',
    'between Which and Keep',
    'between Which and Send',
    'first',
    'rule of Which',
  ])
  expect(new Set(found.map(([, at]) => at)).size).toBe(found.length)
  // Another rule is at the side of its Choice: lines leave below.
  const height = (name: string) => Number(/, (-?[\d.]+)px/.exec(found.find(each => each[0] === name)![1])![1])
  expect(height('rule of Which') - height('first')).toBeLessThan(height('between Which and Send') - height('rule of Which'))
})

it('tells two ways of a Choice to one state apart too', () => {
  const found = places({
    Which: { Type: 'Choice', Choices: [rule('Keep'), { ...rule('Keep'), Variable: '$.y' }], Default: 'Keep' },
    Keep: { Type: 'Pass', End: true },
  }).map(([name]) => name)
  expect(found.filter(name => name.startsWith('between'))).toEqual([
    'between Which and Keep (∃ $.x)',
    'between Which and Keep (∃ $.y)',
    'between Which and Keep',
  ])
})

it('calls the way on from a state that leads nowhere after it', () => {
  expect(places({ Which: { Type: 'Choice', Choices: [] } }).map(([name]) => name)).toEqual(['first', 'after Which'])
  expect(places({ Which: { Type: 'Pass' } }).map(([name]) => name)).toEqual(['first', 'after Which'])
})

it('tells the beginnings of scopes apart', () => {
  const inner = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
  const names = places({
    Which: { Type: 'Parallel', Branches: [{ StartAt: 'L', States: { L: { Type: 'Pass', End: true } } }, { States: {} }], Next: 'Each' },
    Each: { Type: 'Map', ItemProcessor: inner, Next: 'One' },
    One: { Type: 'Parallel', Branches: [{ StartAt: 'O', States: { O: { Type: 'Pass', End: true } } }], End: true },
  }).map(([name]) => name)
  expect(names.filter(name => name.startsWith('first')).sort()).toEqual([
    'first',
    'first Each',
    'first One',
    'first Which 1',
    'first Which 2',
  ])
})
