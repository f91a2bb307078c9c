import { simulate } from '@pasos/asl'
import { expect, it } from 'vitest'
import { answerOfMock, type MockedEnd, mockedStates, readMock, USUAL_ITEMS, USUAL_MOCK } from './mocks.ts'

const definition = {
  StartAt: 'Ask',
  States: {
    Ask: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:ask', Retry: [{ ErrorEquals: ['Busy'] }], End: true },
  },
}

function ended(mock: Parameters<typeof readMock>[0], recorded?: string) {
  const read = readMock(mock, recorded)!
  return simulate(definition, { answer: (_, { retryCount }) => answerOfMock(read, retryCount) }).end
}

it('answers with what is written, else with what was recorded, else with nothing', () => {
  expect(ended({ ...USUAL_MOCK, output: '{"n":1}' }, '{"n":2}')).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}' })
  expect(ended(USUAL_MOCK, '{"n":2}')).toMatchObject({ output: '{"n":2}' })
  expect(ended(USUAL_MOCK)).toMatchObject({ output: '{}' })
})

it('fails always, or so many tries and answers then', () => {
  expect(ended({ ...USUAL_MOCK, ends: 'fails', error: 'Busy', cause: 'so' })).toMatchObject({
    status: 'FAILED',
    error: 'Busy',
    cause: 'so',
  })
  expect(ended({ ...USUAL_MOCK, ends: 'failsFirst', error: 'Busy', failures: 3, output: '7' })).toMatchObject({ output: '7' })
  expect(ended({ ...USUAL_MOCK, ends: 'failsFirst', error: 'Busy', failures: 4, output: '7' })).toMatchObject({ status: 'FAILED' })
})

it('is nothing while it is not written to its end', () => {
  expect(readMock({ ...USUAL_MOCK, output: '{"n":' }, undefined)).toBeUndefined()
  expect(readMock({ ...USUAL_MOCK, ends: 'fails', error: ' ' }, undefined)).toBeUndefined()
  expect(readMock({ ...USUAL_MOCK, ends: 'fails', output: '{"n":' }, undefined)).toBeDefined()
})

it('stand for what a distributed Map reads, too: of itself two items', () => {
  const call = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:ask', End: true }
  const text = JSON.stringify({
    StartAt: 'All',
    States: {
      All: {
        Type: 'Map',
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'One', States: { One: call } },
        End: true,
      },
    },
  })
  const mocked = mockedStates(text)
  expect(mocked).toEqual([
    { name: 'All', isReader: true },
    { name: 'One', isReader: false },
  ])
  const ends: Record<string, MockedEnd> = { All: readMock(USUAL_MOCK, USUAL_ITEMS)!, One: { output: 1 } }
  const { end } = simulate(text, { answer: ({ stateName }, { retryCount }) => answerOfMock(ends[stateName], retryCount) })
  expect(end).toMatchObject({ status: 'SUCCEEDED', output: '[1,1]' })
})
