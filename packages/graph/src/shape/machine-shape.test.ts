import { describe, expect, it } from 'vitest'
import { allStates, machineShape } from './machine-shape.ts'

const machine = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Call',
        States: { Call: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:even', End: true } },
      },
      Next: 'Which',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Broken' }],
    },
    Which: {
      Type: 'Choice',
      Choices: [
        { And: [{ Variable: '$.n', NumericGreaterThanEquals: 3 }, { Not: { Variable: '$.s', IsNull: true } }], Next: 'Done' },
        { Condition: '{% $n = 2 %}', Next: 'Done' },
      ],
      Default: 'Broken',
    },
    Broken: { Type: 'Fail' },
    Done: { Type: 'Succeed' },
  },
}

describe('machineShape', () => {
  it('is read once of a text that is asked for again soon, and of few texts at a time', () => {
    const ask = (name: string) => machineShape(JSON.stringify({ StartAt: name, States: { [name]: { Type: 'Succeed' } } }))
    const first = ask('A')
    for (const name of ['B', 'C', 'D']) expect(ask(name)?.startAt).toBe(name)
    expect(ask('A')).toBe(first)
    for (const name of ['E', 'F', 'G']) ask(name)
    expect(ask('A')).toBe(first)
    for (const name of ['B', 'C', 'D', 'E']) ask(name)
    expect(ask('A')).not.toBe(first)
  })

  it('draws transitions of every kind, with the rule in a few words', () => {
    const edges = machineShape(JSON.stringify(machine))!.edges
    expect(edges.map(({ from, to, kind, label }) => [from, to, kind, label])).toEqual([
      ['Each', 'Which', 'next', ''],
      ['Each', 'Broken', 'catch', 'States.ALL'],
      ['Which', 'Done', 'choice', '$.n ≥ 3 ∧ ¬($.s = null)'],
      ['Which', 'Done', 'choice', '$n = 2'],
      ['Which', 'Broken', 'default', ''],
    ])
    expect(edges[2]!.path).toEqual(['States', 'Which', 'Choices', 0, 'Next'])
  })

  it('nests the states of a Map and names the function a task calls', () => {
    const graph = machineShape(JSON.stringify(machine))!
    expect(allStates(graph).map(state => state.name)).toEqual(['Each', 'Call', 'Which', 'Broken', 'Done'])
    expect(graph.states[0]!.inner[0]!.states[0]!.label).toBe('Lambda even')
  })

  it('tells states of one name in different scopes apart', () => {
    const twice = {
      StartAt: 'A',
      States: { A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' } } }], End: true } },
    }
    expect(allStates(machineShape(JSON.stringify(twice))!).map(state => state.id)).toEqual(['A', 'A/0/A'])
  })

  it('draws what a broken text still says', () => {
    const text = JSON.stringify(machine)
    const cut = machineShape(text.slice(0, text.indexOf('"Done":{')))
    expect(cut?.states.map(state => state.name)).toEqual(['Each', 'Which', 'Broken'])
  })

  it('takes a state without Next for an open end, not for a last one', () => {
    const [open, last] = machineShape('{"StartAt":"A","States":{"A":{"Type":"Pass"},"B":{"Type":"Pass","End":true}}}')!.states
    expect([open!.isLast, last!.isLast]).toEqual([false, true])
  })

  it('has no graph for a text that is no state machine', () => {
    expect(machineShape('{')).toBeUndefined()
    expect(machineShape('[]')).toBeUndefined()
  })
})
