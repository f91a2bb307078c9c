import { expect, test } from 'vitest'
import { childrenOf, parentArn, request, runOf, settled, types, work, world } from './test-world.ts'

test('a redrive takes up the children that had failed and those never started, under their own ARNs', async () => {
  const { runtime, tasks, clock } = world()
  await runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2, 3, 4]))
  await settled()
  tasks.answer(({ input }) => (input === 2 ? 'fail' : input))
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED' })
  await settled()
  const before = await childrenOf(runtime)
  clock.advance(1000)
  await runtime.redrive(parentArn)
  for (let round = 0; round < 4; round++) {
    await settled()
    tasks.answer(({ input }) => input)
  }
  await settled()
  expect((await runtime.index.describe(parentArn))?.output).toBe('[1,2,3,4]')
  const after = await childrenOf(runtime)
  for (const child of before) expect(after.map(({ executionArn }) => executionArn)).toContain(child.executionArn)
  expect(after.find(({ mapRun }) => mapRun?.first === 1)).toMatchObject({ redriveCount: 1, status: 'SUCCEEDED' })
  expect(await runOf(runtime)).toMatchObject({ redriveCount: 1, status: 'SUCCEEDED', itemCounts: { succeeded: 4, failed: 0 } })
  expect(await types(runtime)).toContain('MapRunRedriven')
})

test('an execution that is stopped stops its Map Run and the children', async () => {
  const { runtime, tasks, clock } = world()
  await runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2, 3]))
  await settled()
  await runtime.stop(parentArn, {})
  await settled()
  expect(await runOf(runtime)).toMatchObject({ status: 'ABORTED', executionCounts: { aborted: 2, running: 0 }, itemCounts: { pending: 1 } })
  tasks.open.length = 0
  clock.advance(10)
  await runtime.redrive(parentArn)
  for (let round = 0; round < 3; round++) {
    await settled()
    tasks.answer(({ input }) => input)
  }
  await settled()
  expect((await runtime.index.describe(parentArn))?.output).toBe('[1,2,3]')
})

test('Express children go on when their execution is stopped, and are stopped when their Map Run fails', async () => {
  const { runtime, tasks } = world()
  await runtime.start(request(work, { MaxConcurrency: 3 }, [1, 2, 3], 'EXPRESS'))
  await settled()
  const [first, ...others] = tasks.open.splice(0)
  first!.report({ type: 'TaskFailed', task: first!.request.task, error: 'Oops', cause: '' })
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' })
  expect(await runOf(runtime)).toMatchObject({ status: 'FAILED', executionCounts: { failed: 1, aborted: 2, running: 0 } })
  const stopped = world()
  await stopped.runtime.start(request(work, { MaxConcurrency: 3 }, [1, 2, 3], 'EXPRESS'))
  await settled()
  await stopped.runtime.stop(parentArn, {})
  await settled()
  expect(await runOf(stopped.runtime)).toMatchObject({ status: 'RUNNING', executionCounts: { running: 3 } })
  stopped.tasks.answer(({ input }) => input)
  await settled()
  expect(await runOf(stopped.runtime)).toMatchObject({ status: 'ABORTED', executionCounts: { succeeded: 3, running: 0 } })
  expect(others).toHaveLength(2)
})

test('children that wait for their turn in a redrive say so', async () => {
  const { runtime, tasks, clock } = world()
  await runtime.start(request(work, { MaxConcurrency: 1, ToleratedFailureCount: 1 }, [1, 2, 3]))
  for (let round = 0; round < 2; round++) {
    await settled()
    tasks.answer(() => 'fail')
  }
  await runtime.ended(parentArn)
  await settled()
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  expect((await childrenOf(runtime)).map(({ status }) => status)).toEqual(['RUNNING', 'PENDING_REDRIVE'])
  expect((await runOf(runtime)).executionCounts).toMatchObject({ running: 1, pendingRedrive: 1, pending: 1, total: 3 })
  const [, second] = await childrenOf(runtime)
  expect((await runtime.index.describe(second!.executionArn))?.status).toBe('PENDING_REDRIVE')
})

test('a redrive takes up each child once, though it fails again and the process dies meanwhile', async () => {
  const { runtime, journal, tasks, clock, open } = world()
  await runtime.start(request(work, { MaxConcurrency: 1, ToleratedFailureCount: 2 }, [1, 2, 3, 4]))
  for (let round = 0; round < 3; round++) {
    await settled()
    tasks.answer(() => 'fail')
  }
  await runtime.ended(parentArn)
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  tasks.answer(() => 'fail')
  await settled()
  journal.crash()
  runtime.close()
  tasks.open.length = 0
  const again = open()
  await again.recover()
  await settled()
  expect((await runOf(again)).executionCounts).toMatchObject({ running: 1, failed: 1, pendingRedrive: 1, pending: 1 })
  for (let round = 0; round < 4; round++) {
    tasks.answer(({ input }) => input)
    await settled()
  }
  expect(JSON.parse(String((await again.index.describe(parentArn))?.output))).toEqual([
    expect.objectContaining({ Status: 'FAILED' }),
    2,
    3,
    4,
  ])
  expect((await childrenOf(again)).map(({ redriveCount }) => redriveCount)).toEqual([1, 1, 1, 0])
})
