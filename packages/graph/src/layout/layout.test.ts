import { describe, expect, it } from 'vitest'
import { machineShape } from '../shape/machine-shape.ts'
import { layoutMachine } from './layout.ts'

const looping = {
  StartAt: 'Ask',
  States: {
    Ask: { Type: 'Wait', Seconds: 1, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: { Type: 'Pass', End: true } } },
        { StartAt: 'Right', States: { Right: { Type: 'Pass', End: true } } },
      ],
      Next: 'Again',
    },
    Again: { Type: 'Choice', Choices: [{ Variable: '$.x', BooleanEquals: true, Next: 'Ask' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  },
}

describe('layoutMachine', () => {
  const drawing = layoutMachine(machineShape(JSON.stringify(looping))!)
  const box = (name: string) => drawing.states.find(state => state.name === name)!

  it('puts what a container contains inside its box, branches side by side', () => {
    const both = box('Both')
    for (const name of ['Left', 'Right']) {
      const inner = box(name)
      expect(inner.parent).toBe('Both')
      expect(inner.x).toBeGreaterThanOrEqual(both.x)
      expect(inner.x + inner.width).toBeLessThanOrEqual(both.x + both.width)
      expect(inner.y + inner.height).toBeLessThanOrEqual(both.y + both.height)
    }
    expect(box('Left').x + box('Left').width).toBeLessThan(box('Right').x)
  })

  it('goes downwards, also when a choice goes back', () => {
    expect(['Ask', 'Both', 'Again', 'Done'].map(name => box(name).y)).toEqual(
      [...['Ask', 'Both', 'Again', 'Done'].map(name => box(name).y)].sort((a, b) => a - b),
    )
  })

  it('draws a line for each transition and for the start and end of each scope', () => {
    expect(drawing.edges.filter(edge => edge.kind === 'start')).toHaveLength(3)
    expect(drawing.edges.filter(edge => edge.kind === 'end')).toHaveLength(3)
    expect(drawing.edges.every(edge => edge.points.length >= 2)).toBe(true)
  })

  it('places 500 states, with choices or with 499 catches of one state, within two seconds of a slow processor', () => {
    const long = (body: (i: number) => object) =>
      machineShape(
        JSON.stringify({
          StartAt: 'S0',
          States: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`S${i}`, i === 499 ? { Type: 'Succeed' } : body(i)])),
        }),
      )!
    const choices = long(i =>
      i % 4 === 0
        ? { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: `S${Math.min(499, i + 3)}` }], Default: `S${i + 1}` }
        : { Type: 'Pass', Next: `S${i + 1}` },
    )
    const catches = long(i => ({ Type: 'Task', Resource: 'r', Next: `S${i + 1}`, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S499' }] }))
    for (const shape of [choices, catches]) {
      const started = process.cpuUsage()
      expect(layoutMachine(shape).states).toHaveLength(500)
      const { user, system } = process.cpuUsage(started)
      expect((user + system) / 1000).toBeLessThan(2_000)
    }
  })

  it('leads all catches of a state over one trunk beside the boxes', () => {
    const task = (next: object) => ({ Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Oops' }], ...next })
    const rails = layoutMachine(
      machineShape(
        JSON.stringify({
          StartAt: 'A',
          States: { A: task({ Next: 'B' }), B: task({ Next: 'C' }), C: task({ End: true }), Oops: { Type: 'Fail' } },
        }),
      )!,
    )
    const catches = rails.edges.filter(edge => edge.kind === 'catch')
    const furthest = catches.map(edge => Math.max(...edge.points.map(point => point.x)))
    const [trunk, , beside] = furthest
    expect(furthest).toEqual([trunk, trunk, beside])
    // From the row right above, the line need not go round.
    const oops = rails.states.find(state => state.name === 'Oops')!
    expect(beside).toBeLessThanOrEqual(oops.x + oops.width)
    for (const state of rails.states) expect(state.x + state.width).toBeLessThan(trunk)
    expect(oops.y).toBeGreaterThan(rails.states.find(state => state.name === 'C')!.y)
  })

  it('draws no line from a state that says neither Next nor End', () => {
    const open = layoutMachine(machineShape('{"StartAt":"A","States":{"A":{"Type":"Pass"}}}')!)
    expect(open.edges.map(edge => edge.kind)).toEqual(['start'])
    expect(open.states[0]!.isLoose).toBe(true)
  })

  it('puts what is in a Map below the middle of its head', () => {
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }, End: true }
    const name = 'A name that is wider than what stands within'
    const { states, marks } = layoutMachine(machineShape(JSON.stringify({ StartAt: name, States: { [name]: map } }))!)
    const [outer, inner] = states.map(({ x, width }) => x + width / 2)
    expect(inner).toBeCloseTo(outer!, 0)
    for (const mark of marks) expect(mark.x).toBeCloseTo(outer!, 0)
  })

  it('gives an empty scope a way on which a first state can be put', () => {
    const empty = layoutMachine(machineShape('{"StartAt":"","States":{}}')!)
    expect(empty.edges).toHaveLength(1)
    expect(empty.marks.map(mark => mark.x)).toEqual([empty.width / 2, empty.width / 2])
  })
})

describe('a scope of very many states', () => {
  const chain = (count: number, everyTenth?: object) =>
    machineShape(
      JSON.stringify({
        StartAt: 'S0',
        States: Object.fromEntries(
          Array.from({ length: count }, (_, i) => [
            `S${i}`,
            i === count - 1
              ? { Type: 'Succeed' }
              : i % 10 === 9 && everyTenth
                ? { ...everyTenth, Default: `S${i + 1}` }
                : { Type: 'Pass', Next: `S${i + 1}` },
          ]),
        ),
      }),
    )!

  it('is laid out whatever the length of the chain, each state below the one before', () => {
    const { states, edges, height } = layoutMachine(chain(5_000))
    expect(states).toHaveLength(5_000)
    for (let at = 1; at < states.length; at++) expect(states[at]!.y).toBeGreaterThanOrEqual(states[at - 1]!.y + states[at - 1]!.height)
    expect(edges).toHaveLength(5_001)
    for (const { points } of edges) expect(points.length).toBeGreaterThan(1)
    expect(height).toBeGreaterThan(5_000 * 54)
  })

  it('goes back and forth between its runs', () => {
    const back = { Type: 'Choice', Choices: [{ Variable: '$.x', BooleanEquals: true, Next: 'S0' }] }
    const { states, edges } = layoutMachine(chain(400, back))
    expect(new Set(states.map(({ x, y }) => `${x} ${y}`)).size).toBe(400)
    expect(edges.filter(edge => edge.to === 'S0')).toHaveLength(40)
    for (const { points } of edges) for (const { x, y } of points) expect(Number.isFinite(x + y)).toBe(true)
  })

  it('may be a circle that nothing leads into', () => {
    const States = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`S${i}`, { Type: 'Pass', Next: `S${(i + 1) % 400}` }]))
    expect(layoutMachine(machineShape(JSON.stringify({ StartAt: 'Missing', States }))!).states).toHaveLength(400)
  })
})
