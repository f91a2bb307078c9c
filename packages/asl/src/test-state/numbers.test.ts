import { expect, test } from 'vitest'
import { defaultLimits } from '../machine/limits.ts'
import type { TestStateRequest } from './request.ts'
import { testState } from './test-state.ts'

function run(state: object | string, input: string, mock?: TestStateRequest['mock'], stateName?: string) {
  const identity = { executionArn: 'e', executionName: 'e', stateMachineArn: 'm', stateMachineName: 'm', now: 0 }
  const effects = { runTask: () => Promise.reject(new Error('no task')), waitUntil: () => Promise.resolve(true) }
  return testState(
    {
      ...{ definition: typeof state === 'string' ? state : JSON.stringify(state), input, inspectionLevel: 'DEBUG' },
      ...(mock && { mock }),
      ...(stateName !== undefined && { stateName }),
    },
    {
      identity,
      accountId: '1',
      region: 'r',
      limits: defaultLimits,
      random: () => 0.5,
      uuid: () => 'u',
      resultShape: () => undefined,
      apis: {},
      effects,
    },
  )
}

test('a number that is the whole input, result or output is told as it was written', async () => {
  const passed = await run({ Type: 'Pass', End: true }, '9007199254740993')
  expect(passed.output).toBe('9007199254740993')
  const { afterInputPath, afterParameters, afterResultSelector, afterResultPath } = passed.inspectionData!
  expect([afterInputPath, afterParameters, afterResultSelector, afterResultPath]).toEqual(Array(4).fill('9007199254740993'))
  const mocked = await run({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true }, '1.0', {
    result: '2.0',
  })
  expect(mocked.output).toBe('2.0')
  expect(mocked.inspectionData).toMatchObject({ afterParameters: '1.0', result: '2.0' })
  const next = await run({ Type: 'Choice', Choices: [{ Variable: '$', IsNumeric: true, Next: 'N' }] }, '1.0')
  expect(next).toMatchObject({ output: '1.0', nextState: 'N' })
  expect((await run({ Type: 'Fail' }, '1.0')).inspectionData).toMatchObject({ afterInputPath: '1.0' })
})

test('a number of the definition is told as it was written, of a state by itself and of one in its machine', async () => {
  const state = '{"Type":"Pass","Result":{"price":1.0,"ids":[9007199254740993]},"End":true}'
  const told = '{"price": 1.0, "ids": [9007199254740993]}'
  expect((await run(state, '{}')).output).toBe(told)
  expect((await run(`{"StartAt":"S","States":{"S":${state}}}`, '{}', undefined, 'S')).output).toBe(told)
})
