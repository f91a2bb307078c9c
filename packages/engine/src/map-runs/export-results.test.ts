import { expect, test } from 'vitest'
import type { ResultSink } from '../ports/map-runs.ts'
import { parentArn, request, runOf, settled, work, world } from './test-world.ts'

test('a Map Run that fails or is stopped exports what it has, with what never began, before its parent learns of it', async () => {
  const written: Record<string, unknown>[] = []
  const sink: ResultSink = {
    claims: resource => resource.endsWith(':s3:putObject'),
    async write({ children, pending }) {
      const ended: unknown[] = []
      for await (const { status, input } of children()) ended.push([status, input])
      const waiting: unknown[] = []
      for await (const { input, executionArn } of pending()) waiting.push([input, executionArn.split(':')[6]])
      written.push({ ended, waiting })
      return { outcome: 'failed', cause: 'the bucket is gone' }
    },
  }
  const writer = { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } } }
  const items = Array.from({ length: 700 }, (_, index) => index)
  const failing = world({ resultSinks: [sink] })
  await failing.runtime.start(request(work, { MaxConcurrency: 2, ...writer }, items))
  await settled()
  const [ended] = [failing.runtime.ended(parentArn)]
  failing.tasks.open.splice(1)
  failing.tasks.answer(() => 'fail')
  expect(await ended).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' })
  const rest = items.slice(2).map(item => [String(item), 'm/L'])
  const told = [
    ['FAILED', '0'],
    ['ABORTED', '1'],
  ]
  expect(written).toEqual([{ ended: told, waiting: rest }])
  const stopped = world({ resultSinks: [sink] })
  await stopped.runtime.start(request(work, { MaxConcurrency: 2, ...writer }, items))
  await settled()
  await stopped.runtime.stop(parentArn, {})
  await settled()
  expect(written[1]).toEqual({ ended: told.map(([, input]) => ['ABORTED', input]), waiting: rest })
  expect(await runOf(stopped.runtime)).toMatchObject({ status: 'ABORTED', executionCounts: { aborted: 2, pending: 698 } })
})

test('a writer that could not write fails the Map Run before anything runs', async () => {
  let tries = 0
  const sink: ResultSink = {
    claims: resource => resource.endsWith(':s3:putObject'),
    prove: async () => (++tries === 1 ? 'not there yet' : undefined),
    write: async () => ({ outcome: 'written', output: { tries } }),
  }
  const writer = { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } } }
  const failing = world({ resultSinks: [sink] })
  await failing.runtime.start(request(work, writer, [1, 2]))
  expect(await failing.runtime.ended(parentArn)).toMatchObject({
    ...{ status: 'FAILED', error: 'States.ResultWriterFailed' },
    cause: "An error occurred while executing the state 'M' (entered at the event id #2). not there yet",
  })
  expect(failing.tasks.open).toEqual([])
})

test('a writer that nobody serves fails the Map Run, and items come from a source page by page', async () => {
  const writer = { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } } }
  const { runtime } = world()
  await runtime.start(request({ Type: 'Pass', End: true }, writer, [1]))
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' })

  const pages: (string | undefined)[] = []
  const reader = world({
    itemSources: [
      {
        claims: resource => resource.endsWith(':s3:getObject'),
        async read({ cursor, item }) {
          pages.push(cursor)
          expect(item).toBe(Number(cursor ?? 0))
          const values = [item, item + 1, item + 2].filter(value => value < 7)
          return { outcome: 'read', values, next: String(item + values.length), isLast: item + 3 >= 7 }
        },
      },
    ],
  })
  const from = {
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } },
    ItemSelector: { 'v.$': '$$.Map.Item.Value' },
  }
  await reader.runtime.start(request({ Type: 'Pass', End: true }, from, {}))
  expect((await reader.runtime.ended(parentArn))?.output).toBe(JSON.stringify([0, 1, 2, 3, 4, 5, 6].map(v => ({ v }))))
  expect(pages).toEqual([undefined, '3', '6'])
})
