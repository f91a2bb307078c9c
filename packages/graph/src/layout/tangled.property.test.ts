import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { machineShape } from '../shape/machine-shape.ts'
import { layoutMachine } from './layout.ts'

const rule = (next: string) => ({ Variable: '$.x', NumericEquals: 1, Next: next })
const choice = (ways: string[], otherwise?: string) => ({
  Type: 'Choice',
  Choices: ways.map(rule),
  ...(otherwise === undefined ? {} : { Default: otherwise }),
})
type Body = (index: number, count: number) => object

const machine = (count: number, body: Body) =>
  JSON.stringify({
    StartAt: 'S0',
    States: Object.fromEntries(Array.from({ length: count }, (_, index) => [`S${index}`, body(index, count)])),
  })
const last = { Type: 'Succeed' }

/** Shapes that went too deep for a fine layout, or took it minutes. */
const SHAPES: Record<string, Body> = {
  'a chain of Choices': (i, n) => (i === n - 1 ? last : choice([`S${Math.min(n - 1, i + 2)}`], `S${i + 1}`)),
  'a chain of Choices that all may end': (i, n) => (i === n - 1 ? last : choice([`S${n - 1}`], `S${i + 1}`)),
  'one hub from which and to which all lead': (i, n) =>
    i === 0 ? choice(Array.from({ length: n - 1 }, (_, at) => `S${at + 1}`)) : { Type: 'Pass', Next: 'S0' },
  'ways in no order': (i, n) => choice([`S${(i * 7919 + 13) % n}`, `S${(i * 104_729 + 7) % n}`], `S${(i * 31 + 1) % n}`),
  'all back to the first': (i, n) => choice(['S0'], `S${(i + 1) % n}`),
}

function expectSound(text: string, milliseconds = 4_000): void {
  const shape = machineShape(text)!
  const started = process.cpuUsage()
  const { states, edges, width, height } = layoutMachine(shape)
  const { user, system } = process.cpuUsage(started)
  expect((user + system) / 1_000).toBeLessThan(milliseconds)
  expect(states).toHaveLength(shape.states.length)
  expect(edges.filter(edge => !['start', 'end', 'catch'].includes(edge.kind))).toHaveLength(
    shape.edges.filter(edge => edge.kind !== 'catch' && edge.to !== undefined).length,
  )
  // One expectation of all of a kind: one of each of some ten thousand took a third of the time.
  expect(edges.flatMap(edge => edge.points).filter(({ x, y }) => !Number.isFinite(x + y))).toEqual([])
  const isWithin = ({ x, y, ...box }: (typeof states)[number]) =>
    x >= -1 && y >= -1 && x + box.width <= width + 1 && y + box.height <= height + 1
  expect(states.filter(state => !isWithin(state))).toEqual([])
  const rows = [...states].sort((a, b) => a.y - b.y || a.x - b.x)
  const isBeside = (one: (typeof states)[number], other: (typeof states)[number]) => one.y !== other.y || other.x >= one.x + one.width
  expect(rows.filter((other, at) => at > 0 && !isBeside(rows[at - 1]!, other))).toEqual([])
}

describe('a graph of 2,000 states', () => {
  it.for(Object.entries(SHAPES))('is laid out within four seconds: %s', { timeout: 30_000 }, ([, body]) => {
    expectSound(machine(2_000, body))
  })

  it('is said to be plain where it is not laid out finely, and a small one is not', () => {
    expect(layoutMachine(machineShape(machine(2_000, SHAPES['ways in no order']!))!).isPlain).toBe(true)
    expect(layoutMachine(machineShape(machine(20, SHAPES['ways in no order']!))!).isPlain).toBeUndefined()
  })

  it('runs lines that do not meet in one lane', () => {
    const { width } = layoutMachine(machineShape(machine(1_000, SHAPES['a chain of Choices']!))!)
    expect(width).toBeLessThan(600)
  })
})

it('any machine is laid out, boxes beside each other, whatever leads where', { timeout: 60_000 }, () => {
  const state = (count: number) =>
    fc.record({
      ways: fc.array(fc.nat(count), { maxLength: 4 }),
      next: fc.nat(count),
      kind: fc.constantFrom('Pass', 'Choice', 'Task', 'End'),
    })
  const text = fc
    .constantFrom(3, 30, 150, 700)
    .chain(count => fc.array(state(count), { minLength: count, maxLength: count }))
    .map(all =>
      machine(all.length, i => {
        const { ways, next, kind } = all[i]!
        if (kind === 'End') return { Type: 'Pass', End: true }
        if (kind === 'Choice')
          return choice(
            ways.map(way => `S${way}`),
            `S${next}`,
          )
        const caught = ways.map(way => ({ ErrorEquals: ['States.ALL'], Next: `S${way}` }))
        return kind === 'Pass' ? { Type: 'Pass', Next: `S${next}` } : { Type: 'Task', Resource: 'r', Next: `S${next}`, Catch: caught }
      }),
    )
  fc.assert(
    fc.property(text, text => expectSound(text)),
    { numRuns: 25 },
  )
})
