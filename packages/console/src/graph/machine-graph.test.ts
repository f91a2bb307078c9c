import { describe, expect, it } from 'vitest'
import { allStates, machineGraph } from './machine-graph.ts'

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

describe('machineGraph', () => {
  it('draws transitions of every kind, with the rule in a few words', () => {
    expect(machineGraph(JSON.stringify(machine))?.edges).toEqual([
      { from: 'Each', to: 'Which', kind: 'next', label: '' },
      { from: 'Each', to: 'Broken', kind: 'catch', label: 'States.ALL' },
      { from: 'Which', to: 'Done', kind: 'choice', label: '$.n ≥ 3 and not ($.s is null)' },
      { from: 'Which', to: 'Done', kind: 'choice', label: '$n = 2' },
      { from: 'Which', to: 'Broken', kind: 'default', label: '' },
    ])
  })

  it('nests the states of a Map and names the function a task calls', () => {
    const graph = machineGraph(JSON.stringify(machine))!
    expect(allStates(graph).map(state => state.name)).toEqual(['Each', 'Call', 'Which', 'Broken', 'Done'])
    expect(graph.states[0]!.inner[0]!.states[0]!.label).toBe('Lambda even')
  })

  it('has no graph for a text that is no state machine', () => {
    expect(machineGraph('{')).toBeUndefined()
    expect(machineGraph('[]')).toBeUndefined()
  })
})
