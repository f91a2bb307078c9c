import type { ChildStatus, EndedChild, JsonObject } from '@pasos/asl'
import { expect, test } from 'vitest'
import type { ResultRequest } from '../../ports/map-runs.ts'
import { ObjectsRefused } from '../../ports/stored-objects.ts'
import { testObjects } from '../test-objects.ts'
import { s3ResultSink } from './s3-result-sink.ts'

const run = 'arn:aws:states:us-east-1:123456789012:mapRun:m/L:0a1b'

function child(index: number, status: ChildStatus, output?: string): EndedChild {
  return {
    ...{ executionArn: `arn:e:${index}`, stateMachineArn: 'arn:m', name: `n${index}`, status, input: `{"i":${index}}` },
    ...{ startDate: 0, stopDate: 1_500, redriveCount: 0 },
    ...(output === undefined ? { error: 'Oops', cause: 'why' } : { output }),
  }
}

async function* each<T>(children: readonly T[]): AsyncGenerator<T> {
  yield* children
}

function request(children: readonly EndedChild[], config: JsonObject = {}, to: JsonObject = { Bucket: 'b', Prefix: 'p' }): ResultRequest {
  return {
    ...{ mapRunArn: run, resource: 'arn:aws:states:::s3:putObject', request: to, config, roleArn: 'arn:role', stateMachineArn: 'arn:m' },
    children: () => each(children),
    pending: () => each([]),
  }
}

const some = [child(0, 'SUCCEEDED', '[1,2]'), child(1, 'FAILED'), child(2, 'SUCCEEDED', '{"a":"ü"}'), child(3, 'TIMED_OUT')]

/** The text of what a sink writes, by the name of the file. */
async function written(asked: ResultRequest, mostFileBytes = 1_000_000): Promise<Record<string, string>> {
  const { store, objects } = testObjects()
  expect(await s3ResultSink(() => store, { mostFileBytes }).write(asked)).toMatchObject({ outcome: 'written' })
  return Object.fromEntries([...objects].map(([key, content]) => [key.replace('p/0a1b/', ''), content.toString()]))
}

test('the manifest names the files by how executions ended, and the state gives where it is', async () => {
  const { store, objects } = testObjects()
  const answer = await s3ResultSink(() => store).write(request(some))
  const key = 'p/0a1b/manifest.json'
  expect(answer).toEqual({ outcome: 'written', output: { MapRunArn: run, ResultWriterDetails: { Bucket: 'b', Key: key } } })
  const file = (name: string) => ({ Key: `p/0a1b/${name}`, Size: objects.get(`p/0a1b/${name}`)!.length })
  expect(JSON.parse(objects.get(key)!.toString())).toEqual({
    ...{ DestinationBucket: 'b', MapRunArn: run },
    ResultFiles: { FAILED: [file('FAILED_0.json')], PENDING: [], SUCCEEDED: [file('SUCCEEDED_0.json')] },
  })
  expect([...objects.keys()].at(-1)).toBe(key)
})

test.each([
  [{ Bucket: 'b' }, '0a1b/manifest.json'],
  [{ Bucket: 'b', Prefix: '' }, '0a1b/manifest.json'],
  [{ Bucket: 'b', Prefix: 'p/q/' }, 'p/q/0a1b/manifest.json'],
])('in the place %j the manifest is %s', async (to, key) => {
  const { store, objects } = testObjects()
  const answer = await s3ResultSink(() => store).write(request(some, {}, to))
  expect(answer).toMatchObject({ output: { ResultWriterDetails: { Bucket: 'b', Key: key } } })
  expect([...objects.keys()].at(-1)).toBe(key)
})

test('without a transformation each execution is told whole, with its input and output as text', async () => {
  const files = await written(request(some))
  const [first] = JSON.parse(files['SUCCEEDED_0.json']!)
  expect(first).toEqual({
    ...{ ExecutionArn: 'arn:e:0', Input: '{"i":0}', InputDetails: { Included: true }, Name: 'n0', Output: '[1,2]' },
    ...{ OutputDetails: { Included: true }, RedriveCount: 0, RedriveStatus: 'NOT_REDRIVABLE' },
    ...{ RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven', StartDate: '1970-01-01T00:00:00.000Z' },
    ...{ StateMachineArn: 'arn:m', Status: 'SUCCEEDED', StopDate: '1970-01-01T00:00:01.500Z' },
  })
  const failed = JSON.parse(files['FAILED_0.json']!)
  expect(failed.map(({ Status, Error: error, Cause }: Record<string, string>) => [Status, error, Cause])).toEqual([
    ['FAILED', 'Oops', 'why'],
    ['TIMED_OUT', 'Oops', 'why'],
  ])
})

test('COMPACT keeps the outputs, FLATTEN opens lists, and failures stay whole in both', async () => {
  const compact = await written(request(some, { Transformation: 'COMPACT' }))
  expect(compact['SUCCEEDED_0.json']).toBe('[[1,2],{"a":"ü"}]')
  const flat = await written(request(some, { Transformation: 'FLATTEN', OutputType: 'JSONL' }))
  expect(flat['SUCCEEDED_0.jsonl']).toBe('1\n2\n{"a":"ü"}\n')
  expect(
    flat['FAILED_0.jsonl']!.trim()
      .split('\n')
      .map(line => JSON.parse(line).Status),
  ).toEqual(['FAILED', 'TIMED_OUT'])
})

test('a full file is followed by another, and no record is lost between them', async () => {
  const children = Array.from({ length: 40 }, (_, index) => child(index, 'SUCCEEDED', `"${'é'.repeat(10)}${index}"`))
  const files = await written(request(children, { Transformation: 'COMPACT' }), 100)
  const names = Object.keys(files).filter(name => name !== 'manifest.json')
  expect(names.length).toBeGreaterThan(10)
  expect(Math.max(...names.map(name => Buffer.byteLength(files[name]!)))).toBeLessThanOrEqual(100)
  expect(names.flatMap(name => JSON.parse(files[name]!))).toEqual(children.map(({ output }) => JSON.parse(output!)))
})

test('what never began stands in files of its own, with its input', async () => {
  const waiting = { executionArn: 'arn:e:9', stateMachineArn: 'arn:m', name: 'n9', input: '{"i":9}' }
  const files = await written({ ...request(some), pending: () => each([waiting]) })
  expect(JSON.parse(files['PENDING_0.json']!)).toEqual([
    {
      ...{ ExecutionArn: 'arn:e:9', Input: '{"i":9}', InputDetails: { Included: true }, Name: 'n9', StateMachineArn: 'arn:m' },
      Status: 'PENDING',
    },
  ])
  expect(JSON.parse(files['manifest.json']!).ResultFiles.PENDING).toMatchObject([{ Key: 'p/0a1b/PENDING_0.json' }])
})

test('a Map Run over nothing has a manifest without files', async () => {
  const files = await written(request([]))
  expect(Object.keys(files)).toEqual(['manifest.json'])
  expect(JSON.parse(files['manifest.json']!).ResultFiles).toEqual({ FAILED: [], PENDING: [], SUCCEEDED: [] })
})

test('a writer is proved by a manifest without files, and what the store answers is told', async () => {
  const { store, objects } = testObjects()
  const sink = s3ResultSink(() => store)
  expect(await sink.prove!(request([]))).toBeUndefined()
  const [manifest] = [...objects.values()].map(content => JSON.parse(content.toString()))
  expect([objects.size, manifest.ResultFiles]).toEqual([1, { FAILED: [], PENDING: [], SUCCEEDED: [] }])
  const nowhere = request([], {}, { Bucket: 'none', Prefix: '' })
  expect(await sink.prove!(nowhere)).toBe(
    'Failed to write a test manifest into the specified output bucket. | Message from S3: The specified bucket does not exist',
  )
  const refusing = {
    ...store,
    write: async () => Promise.reject(new ObjectsRefused({ code: 'AccessDenied', message: 'No.', status: 403, requestId: 'r-1' })),
  }
  expect(await s3ResultSink(() => refusing).prove!(nowhere)).toBe(
    "Failed to write a test manifest into the specified output bucket. Access denied. Ensure the correct permissions are added to your state machine's execution role. " +
      '| Message from S3: No. (Service: S3, Status Code: 403, Request ID: r-1, Extended Request ID: r1=) (SDK Attempt Count: 1)',
  )
})

test('what the store refuses fails the writer in its words', async () => {
  const { store } = testObjects()
  const sink = s3ResultSink(() => store)
  const refused = await sink.write(request(some, {}, { Bucket: 'none', Prefix: '' }))
  expect(refused).toEqual({ outcome: 'failed', cause: 'The specified bucket does not exist' })
  expect(await sink.write(request(some, {}, { Prefix: 'p' }))).toMatchObject({ outcome: 'failed' })
})
