import { expect, test } from 'vitest'
import { openSimulation, simulate, simulationStart } from './simulate.ts'

const activity = (fields: object = {}) => ({
  StartAt: 'S',
  States: { S: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:work', ...fields, End: true } },
})

test('a text and its value are the same definition', () => {
  const fromText = simulate(JSON.stringify(activity()), { answer: () => ({ output: 1 }) })
  const fromValue = simulate(activity(), { answer: () => ({ output: 1 }) })
  expect(fromText.history).toEqual(fromValue.history)
  expect(fromText.end).toEqual({ status: 'SUCCEEDED', output: '1' })
})

test('the clock jumps to the moment at which a task answers', () => {
  const { history } = simulate(activity(), { answer: () => ({ output: 1, afterSeconds: 86_400 }) })
  expect(history[0]?.timestamp).toBe(simulationStart)
  expect(history.at(-1)?.timestamp).toBe(simulationStart + 86_400_000)
})

test('what comes at the same moment comes in the order in which it was set', () => {
  const { S } = activity().States
  const branch = (name: string) => ({ StartAt: name, States: { [name]: S } })
  const both = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } } }
  const { history } = simulate(both, { answer: ({ stateName }) => ({ output: stateName, afterSeconds: 5 }) })
  const answers = history.flatMap(event => event['activitySucceededEventDetails']?.['output'] ?? [])
  expect(answers).toEqual(['"A"', '"B"'])
})

test('an execution that waits for what never comes has no end', () => {
  const { end, snapshot } = simulate(activity())
  expect(end).toBeUndefined()
  expect(snapshot.frames.size).toBe(1)
})

test('a definition that cannot be compiled is refused', () => {
  expect(() => simulate('{"StartAt": "A"}')).toThrow()
})

test('an end that is told twice comes twice, and the second time changes nothing', () => {
  const played = (isRepeated: boolean) => {
    const world = openSimulation(activity(), { answer: () => ({ output: 1, isRepeated }) })
    let steps = 0
    while (world.proceed(Number.POSITIVE_INFINITY)) steps++
    return { steps, history: world.executions[0]!.history }
  }
  const [once, twice] = [played(false), played(true)]
  expect(twice).toEqual({ steps: once.steps + 1, history: once.history })
})

test('the clock goes no further than it may, and what is due at that moment happens', () => {
  const world = openSimulation(activity({ TimeoutSeconds: 60 }))
  while (world.proceed(simulationStart + 59_999));
  expect(world.executions[0]!.end).toBeUndefined()
  while (world.proceed(simulationStart + 60_000));
  expect(world.executions[0]!.end).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

test('a ResultWriter answers as if it had written, where that is wished, and is not served otherwise', () => {
  const definition = {
    StartAt: 'All',
    States: {
      All: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'One',
          States: { One: { Type: 'Pass', End: true } },
        },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'out' } },
        End: true,
      },
    },
  }
  expect(simulate(definition, { input: [1] }).end).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' })
  const { end } = simulate(definition, { input: [1], writesResults: true })
  const { MapRunArn, ResultWriterDetails } = JSON.parse(end?.status === 'SUCCEEDED' ? end.output : '{}')
  expect(ResultWriterDetails).toEqual({ Bucket: 'b', Key: `out/${MapRunArn.split(':').at(-1)}/manifest.json` })
})
