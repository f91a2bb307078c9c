import { expect, test } from 'vitest'
import { defaultLimits } from '../machine/limits.ts'
import type { TestStateRequest } from './request.ts'
import { testState } from './test-state.ts'

function run(state: object, input: string, mock?: TestStateRequest['mock']) {
  const identity = { executionArn: 'e', executionName: 'e', stateMachineArn: 'm', stateMachineName: 'm', now: 0 }
  const effects = { runTask: () => Promise.reject(new Error('no task')), waitUntil: () => Promise.resolve(true) }
  return testState(
    { definition: JSON.stringify(state), input, inspectionLevel: 'DEBUG', ...(mock && { mock }) },
    {
      identity,
      accountId: '1',
      region: 'r',
      limits: defaultLimits,
      random: () => 0.5,
      uuid: () => 'u',
      resultShape: () => undefined,
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
