import { expect, test } from 'vitest'
import type { fakeClock } from '../memory/fake-clock.ts'
import { childrenOf, journalThatWaits, parentArn, request, runOf, settled, types, work, world } from './test-world.ts'

/** Both come while Express children are under way, which are left to go on. */
async function stopAndRedrive(runtime: ReturnType<typeof world>['runtime'], clock: ReturnType<typeof fakeClock>): Promise<void> {
  await runtime.stop(parentArn, {})
  await settled()
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
}

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

test('an execution that is redriven and stopped while its Express children go on stays stopped, and ends when it is redriven once more', async () => {
  const { runtime, tasks, clock } = world()
  await runtime.start(request(work, { MaxConcurrency: 1 }, [1, 2, 3], 'EXPRESS'))
  await settled()
  await stopAndRedrive(runtime, clock)
  await runtime.stop(parentArn, {})
  await settled()
  expect(await runOf(runtime)).toMatchObject({ status: 'RUNNING', executionCounts: { running: 1 } })
  tasks.answer(({ input }) => input)
  await settled()
  expect(tasks.open).toEqual([])
  expect(await runOf(runtime)).toMatchObject({ status: 'ABORTED', redriveCount: 1, executionCounts: { succeeded: 1, running: 0 } })
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  for (let round = 0; round < 2; round++) await stopAndRedrive(runtime, clock)
  for (let round = 0; round < 2; round++) {
    tasks.answer(({ input }) => input)
    await settled()
  }
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' })
  expect(await runOf(runtime)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 4 })
})

test('a redrive that waits for the children of the one before looks for all that were unsuccessful again', async () => {
  const { runtime, tasks, clock } = world()
  await runtime.start(request(work, {}, [1, 2], 'EXPRESS'))
  await settled()
  tasks.answer(() => 'fail')
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED' })
  await settled()
  tasks.open.length = 0
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  await stopAndRedrive(runtime, clock)
  for (const how of ['fail', 'answer']) {
    expect(tasks.open).toHaveLength(2)
    tasks.answer(({ input }) => (how === 'fail' ? 'fail' : input))
    await settled()
  }
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2]' })
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

test('what is asked of a Map Run that is on its way into memory is done once it is there, in the order in which it was asked', async () => {
  const { journal, held, wait, goOn } = journalThatWaits()
  const { runtime, tasks, clock } = world({ journal })
  await runtime.start(request(work, {}, [1, 2]))
  await settled()
  tasks.answer(({ input }) => (input === 1 ? 'fail' : input))
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED' })
  await settled()
  // Redriven and stopped at once, and all that again, before its children have been counted.
  wait()
  for (let round = 1; round <= 2; round++) {
    clock.advance(10)
    expect(await runtime.redrive(parentArn)).toMatchObject({ status: 'RUNNING', redriveCount: round })
    await runtime.stop(parentArn, {})
    await settled()
  }
  expect(held).toHaveLength(1)
  goOn()
  await settled()
  expect(await runOf(runtime)).toMatchObject({ status: 'ABORTED', executionCounts: { running: 0, aborted: 1 } })
  tasks.open.length = 0
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  tasks.answer(({ input }) => input)
  await settled()
  expect((await runtime.index.describe(parentArn))?.output).toBe('[1,2]')
})
