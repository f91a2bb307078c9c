import { describe, expect, it } from 'vitest'
import { layoutMachine } from './layout.ts'
import { machineGraph } from './machine-graph.ts'

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
  const drawing = layoutMachine(machineGraph(JSON.stringify(looping))!)
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

  it('places 500 states in less than three seconds on a slow machine', () => {
    const states = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [
        `S${i}`,
        i === 499
          ? { Type: 'Succeed' }
          : i % 4 === 0
            ? { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: `S${Math.min(499, i + 3)}` }], Default: `S${i + 1}` }
            : { Type: 'Pass', Next: `S${i + 1}` },
      ]),
    )
    const started = performance.now()
    expect(layoutMachine(machineGraph(JSON.stringify({ StartAt: 'S0', States: states }))!).states).toHaveLength(500)
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
