import { simulate } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import type { Command } from './command.ts'
import { runCommand } from './run-command.ts'

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f'

describe('a wrap of states that let errors go outside', () => {
  const both = { type: 'wrap', ids: ['A', 'B'], as: 'Parallel', name: 'P' } as const
  const one = { ...both, ids: ['A'] }
  const caught = { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['E'], Next: 'Out' }] }
  const keeping = (how: object) => ({ ...caught, Catch: [{ ...caught.Catch[0], ...how }] })
  const machine = (a: object, b: object) =>
    JSON.stringify({ StartAt: 'A', States: { A: { ...a, Next: 'B' }, B: { ...b, Next: 'Out' }, Out: { Type: 'Pass', End: true } } })
  const outcomeOf = (command: Command, text: string) => {
    const outcome = runCommand(text, command)
    return 'refused' in outcome ? outcome.refused : JSON.parse(outcome.text).States.P.Catch
  }

  it('is refused unless all of them let the same go the same way', () => {
    expect(outcomeOf(both, machine(caught, caught))).toEqual(caught.Catch)
    expect(outcomeOf(both, machine(caught, { Type: 'Pass' }))).toBe('onlyNextLeaves')
    expect(outcomeOf(both, machine(keeping({ ErrorEquals: ['F'] }), caught))).toBe('onlyNextLeaves')
    const inAndOut = { ...caught, Catch: [...caught.Catch, { ErrorEquals: ['F'], Next: 'B' }] }
    expect(outcomeOf(both, machine(inAndOut, inAndOut))).toBe('onlyNextLeaves')
    expect(outcomeOf(both, machine(keeping({ Next: 'B' }), { Type: 'Pass' }))).toBeUndefined()
    expect(outcomeOf(both, machine(keeping({ Next: 'constructor' }), { Type: 'Pass' }))).toBe('onlyNextLeaves')
  })

  it('is refused where the input of each is carried on with the error, unless the container has the same input', () => {
    for (const how of [{ ResultPath: '$.error' }, { ResultPath: null }, { Assign: { e: '{% $states.input %}' } }, { Output: '{% 1 %}' }]) {
      const state = keeping(how)
      expect(outcomeOf(both, machine(state, state))).toBe('onlyNextLeaves')
      expect(outcomeOf({ ...one, as: 'Map' }, machine(state, state))).toBe('onlyNextLeaves')
      expect(outcomeOf(one, machine(state, state))).toEqual(state.Catch)
    }
    const whole = keeping({ ResultPath: '$' })
    expect(outcomeOf(both, machine(whole, whole))).toEqual(whole.Catch)
  })

  it('is refused where the container would read the Catch in another query language', () => {
    const state = { ...caught, QueryLanguage: 'JSONata' }
    expect(outcomeOf(one, machine(state, state))).toBe('onlyNextLeaves')
  })

  it('is refused for rules, too, though they lead to one place', () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.n', IsNull: true, Next: 'Out' }], Default: 'Out' }
    const text = JSON.stringify({ StartAt: 'A', States: { A: choice, Out: { Type: 'Pass', End: true } } })
    expect(outcomeOf(one, text)).toBe('onlyNextLeaves')
  })

  it.for([
    {},
    { ResultPath: '$.error' },
    { ResultPath: null },
    { ErrorEquals: ['States.TaskFailed'] },
    { ErrorEquals: ['E'], Assign: { given: 'x' } },
  ])('ends as it did before, whatever the error (%j)', how => {
    const before = machine({ ...keeping({ ErrorEquals: ['States.ALL'], ...how }), Resource: FUNCTION }, { Type: 'Pass' })
    const wrapped = runCommand(before, one)
    if ('refused' in wrapped) throw new Error(wrapped.refused)
    expect(JSON.parse(wrapped.text).States.P.Branches[0].States.A.Catch).toBeUndefined()
    for (const error of ['E', 'F', 'States.Timeout', 'States.Runtime']) {
      const [was, is] = [before, wrapped.text].map(each => simulate(each, { input: { a: 1 }, answer: () => ({ error, cause: 'c' }) }).end)
      expect(was).toBeDefined()
      expect(is).toEqual(was)
    }
  })
})
