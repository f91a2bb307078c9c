import { expect, test } from 'vitest'
import type { RunTask } from '../machine/command.ts'
import { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { inputOf, keepInput } from '../machine/scope-input.ts'
import { simulate } from '../simulate/simulate.ts'

const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'

function task(more: object): object {
  return { StartAt: 'S', States: { S: { Type: 'Task', Resource: resource, End: true, ...more } } }
}

test('a task that is tried again, after a restart too, is given a number as it was written', () => {
  const { commands } = simulate(task({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }), {
    ...{ input: 1, inputText: '1.0', isRestarted: true },
    answer: () => ({ error: 'E', cause: 'c' }),
  })
  const tries = commands.filter((command): command is RunTask => command.type === 'RunTask')
  expect(tries.map(({ inputText }) => inputText)).toEqual(['1.0', '1.0'])
})

test('Parameters, ResultSelector, Assign and OutputPath take a number that stands alone as it was written', () => {
  const answer = () => ({ output: 2.5, outputText: '2.50' })
  const options = { input: 1, inputText: '1.0', answer }
  expect(simulate(task({ ResultSelector: { 'n.$': '$' } }), options).end).toMatchObject({ output: '{"n":2.50}' })
  expect(simulate(task({ ResultPath: null }), options).end).toMatchObject({ output: '1.0' })
  expect(simulate(task({ OutputPath: '$' }), options).end).toMatchObject({ output: '2.50' })
  expect(simulate(task({ InputPath: '$', Parameters: { 'n.$': '$' } }), options).commands).toContainEqual(
    expect.objectContaining({ inputText: '{"n":1.0}' }),
  )
  const { history } = simulate(task({ Assign: { 'v.$': '$' } }), options)
  expect(history.find(({ type }) => type === 'TaskStateExited')).toMatchObject({
    stateExitedEventDetails: { assignedVariables: { v: '2.50' } },
  })
})

test('a Fail state that is entered once more by a redrive is given a number as it was written', () => {
  const machine = { StartAt: 'F', States: { F: { Type: 'Fail' } } }
  const { history } = simulate(machine, { input: 1, inputText: '1.0', later: [{ type: 'ExecutionRedriven' }] })
  const inputs = history.filter(({ type }) => type === 'FailStateEntered').map(event => event['stateEnteredEventDetails']?.['input'])
  expect(inputs).toEqual(['1.0', '1.0'])
})

test('a scope that goes on with something else forgets how a number was written', () => {
  const frame = { input: null } as unknown as ScopeFrame
  keepInput(frame, new Datum(1, '1.0'))
  expect(inputOf(frame).text).toBe('1.0')
  keepInput(frame, new Datum({ a: 1 }))
  expect(inputOf(frame).text).toBe('{"a":1}')
  keepInput(frame, new Datum(7))
  expect(Object.values(frame)).toEqual([7, undefined])
})
