import { expect, it } from 'vitest'
import { layoutMachine } from '../layout/layout.ts'
import { machineShape } from '../shape/machine-shape.ts'
import { edgeChanges, mergedShape } from './merged-shape.ts'

const pass = (next?: string) => ({ Type: 'Pass', ...(next === undefined ? { End: true } : { Next: next }) })
const each = (states: object) => ({ Type: 'Map', ItemProcessor: { StartAt: 'In', States: states }, Next: 'Z' })
const before = JSON.stringify({
  StartAt: 'A',
  States: { A: pass('Old'), Old: pass('M'), M: each({ In: pass('Gone'), Gone: pass() }), Z: pass() },
})
const after = JSON.stringify({ StartAt: 'A', States: { A: pass('M'), M: each({ In: pass() }), Z: pass('New'), New: { Type: 'Succeed' } } })

it('draws two machines in one: each state once, what is gone where it stood, each way of either', () => {
  const drawing = layoutMachine(mergedShape(machineShape(before)!, machineShape(after)!))
  expect(drawing.states.map(state => state.id).sort()).toEqual(['A', 'M', 'M/0/Gone', 'M/0/In', 'New', 'Old', 'Z'])
  const change = edgeChanges(before, after)
  const ways = drawing.edges.map(edge => `${change(edge) ?? 'same'} ${edge.from}>${edge.to}`).sort()
  expect(ways).toEqual([
    ...['added A>M', 'added M/0/In>', 'added New>', 'added Z>New', 'removed A>Old', 'removed M/0/Gone>', 'removed M/0/In>M/0/Gone'],
    ...['removed Old>M', 'removed Z>', 'same >A', 'same >M/0/In', 'same M>Z'],
  ])
  const y = (id: string) => drawing.states.find(state => state.id === id)!.y
  expect(y('A')).toBeLessThan(y('Old'))
  expect(y('Old')).toBeLessThan(y('M'))
})

it('is the one machine where the other has no states', () => {
  const empty = machineShape('{"StartAt":"","States":{}}')!
  const one = machineShape(after)!
  expect(mergedShape(empty, one).states.map(state => state.id)).toEqual(['A', 'M', 'Z', 'New'])
  expect(mergedShape(one, empty).startAt).toBe('A')
})
