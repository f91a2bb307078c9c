import { expect, test } from 'vitest'
import { noDeathMarks } from '../memory/no-death-marks.ts'
import type { TaskRequest } from '../ports/tasks.ts'
import { childrenOf, parentArn, place, request, runOf, settled, types, work, world } from './test-world.ts'

/** What a Map Run's children gave, in the order of the items; the status of those that did not succeed and are told whole. */
function resultsIn(ended: { status: string; output?: string } | undefined): unknown[] {
  expect(ended).toMatchObject({ status: 'SUCCEEDED' })
  return JSON.parse(String(ended?.output)).map((result: { Status?: string } | number) =>
    typeof result === 'object' ? result.Status : result,
  )
}

test('a Map Run starts a child execution for each item, with an ARN and a history of its own, and gives their outputs in order', async () => {
  const { runtime, tasks } = world()
  await runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2, 3]))
  await settled()
  expect(tasks.open).toHaveLength(2)
  expect(await runOf(runtime)).toMatchObject({
    ...{ executionArn: parentArn, status: 'RUNNING', stateMachineArn: `${place}:stateMachine:m/L`, maxConcurrency: 2 },
    itemCounts: { pending: 1, running: 2, total: 3 },
  })
  tasks.open.reverse()
  tasks.answer(({ input }) => Number(input) * 10)
  await settled()
  tasks.answer(({ input }) => Number(input) * 10)
  await settled()
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'SUCCEEDED', output: '[10,20,30]' })
  const children = await childrenOf(runtime)
  expect(children.map(({ mapRun, status }) => [mapRun?.first, mapRun?.count, status])).toEqual([
    [0, 1, 'SUCCEEDED'],
    [1, 1, 'SUCCEEDED'],
    [2, 1, 'SUCCEEDED'],
  ])
  const [first] = children
  expect(first?.executionArn).toMatch(/^arn:aws:states:us-east-1:123456789012:execution:m\/L:[0-9a-f]{8}-[0-9a-f]{4}-3/)
  expect(await types(runtime, first!.executionArn)).toEqual([
    ...['ExecutionStarted', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded'],
    ...['TaskStateExited', 'ExecutionSucceeded'],
  ])
  expect(await types(runtime)).toEqual([
    ...['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapRunStarted', 'MapRunSucceeded', 'MapStateSucceeded'],
    ...['MapStateExited', 'ExecutionSucceeded'],
  ])
  expect(await runOf(runtime)).toMatchObject({ status: 'SUCCEEDED', itemCounts: { succeeded: 3, pending: 0, running: 0, total: 3 } })
})

test('a process that dies at any moment leaves every child counted exactly once and nothing stuck', async () => {
  for (let moment = 0; moment < 40; moment++) {
    const { runtime, journal, tasks, open, defects } = world()
    runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2, 3, 4, 5])).catch(() => undefined)
    for (let round = 0; round < moment; round++) {
      await new Promise(resolve => setImmediate(resolve))
      if (round % 3 === 2) tasks.answer(({ input }) => input)
    }
    journal.crash()
    runtime.close()
    tasks.open.length = 0
    const again = open()
    await again.recover()
    // A client whose call was not answered makes it again.
    await again.start(request(work, { MaxConcurrency: 2 }, [1, 2, 3, 4, 5]))
    for (let round = 0; round < 6; round++) {
      await settled()
      tasks.answer(({ input }) => input)
    }
    await settled()
    expect([moment, (await again.index.describe(parentArn))?.output]).toEqual([moment, '[1,2,3,4,5]'])
    expect((await runOf(again)).executionCounts).toMatchObject({ succeeded: 5, running: 0, failed: 0, total: 5 })
    expect(await childrenOf(again)).toHaveLength(5)
    expect(defects).toEqual([])
  }
})

test('tasks of two distributed Maps at once, and of their children, keep to their own rows when the process dies', async () => {
  const { runtime, journal, tasks, open } = world()
  const other = { ...request(work, {}, ['c', 'd']), executionArn: `${place}:execution:m:f`, name: 'f' }
  await Promise.all([runtime.start(request(work, {}, ['a', 'b'])), runtime.start(other)])
  await settled()
  expect(tasks.open).toHaveLength(4)
  journal.crash()
  runtime.close()
  const before = tasks.open.splice(0).map(({ request: asked }) => [asked.input, asked.idempotencyToken])
  const again = open()
  await again.recover()
  await settled()
  expect(tasks.open.map(({ request: asked }) => [asked.input, asked.idempotencyToken]).sort()).toEqual(before.sort())
  tasks.answer(({ input }) => input)
  await settled()
  expect((await again.index.describe(parentArn))?.output).toBe('["a","b"]')
  expect((await again.index.describe(other.executionArn))?.output).toBe('["c","d"]')
})

test('as many failures as are tolerated are, one more fails the Map Run, which stops what still runs', async () => {
  const failing = (most: number) => {
    let left = most
    return ({ input }: TaskRequest) => (left-- > 0 ? 'fail' : input)
  }
  const tolerant = world()
  await tolerant.runtime.start(request(work, { ToleratedFailureCount: 2 }, [1, 2, 3]))
  await settled()
  tolerant.tasks.answer(failing(2))
  expect(resultsIn(await tolerant.runtime.ended(parentArn))).toEqual(['FAILED', 'FAILED', 3])
  const strict = world()
  await strict.runtime.start(request(work, { ToleratedFailurePercentage: 33 }, [1, 2, 3]))
  await settled()
  strict.tasks.open.splice(1)[0]?.report({ type: 'TaskHeartbeat', task: 3 })
  strict.tasks.answer(failing(1))
  expect(await strict.runtime.ended(parentArn)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' })
  expect((await types(strict.runtime)).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed'])
  expect((await runOf(strict.runtime)).executionCounts).toMatchObject({ failed: 1, aborted: 2, running: 0 })
})

test('UpdateMapRun changes the concurrency and the tolerance under way', async () => {
  const { runtime, tasks } = world()
  await runtime.start(request(work, { MaxConcurrency: 1 }, [1, 2, 3]))
  await settled()
  expect(tasks.open).toHaveLength(1)
  const { mapRunArn } = await runOf(runtime)
  expect(await runtime.updateMapRun(mapRunArn, { maxConcurrency: 3, toleratedCount: 3 })).toBe('updated')
  await settled()
  expect(tasks.open).toHaveLength(3)
  tasks.answer(() => 'fail')
  expect(resultsIn(await runtime.ended(parentArn))).toEqual(['FAILED', 'FAILED', 'FAILED'])
  await settled()
  expect(await runtime.updateMapRun(mapRunArn, { maxConcurrency: 1 })).toBe('ended')
  expect(await runtime.updateMapRun(`${mapRunArn}x`, { maxConcurrency: 1 })).toBe('unknown')
})

test('Express children are kept when they end, counted once when the process dies, and run again under the same ARN', async () => {
  for (let moment = 4; moment < 30; moment += 3) {
    const { runtime, journal, tasks, open } = world()
    runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2, 3], 'EXPRESS')).catch(() => undefined)
    for (let round = 0; round < moment; round++) {
      await new Promise(resolve => setImmediate(resolve))
      if (round % 4 === 3) tasks.answer(({ input }) => input)
    }
    journal.crash()
    runtime.close()
    tasks.open.length = 0
    const again = open()
    await again.recover()
    await again.start(request(work, { MaxConcurrency: 2 }, [1, 2, 3], 'EXPRESS'))
    for (let round = 0; round < 4; round++) {
      await settled()
      tasks.answer(({ input }) => input)
    }
    await settled()
    expect((await again.index.describe(parentArn))?.output).toBe('[1,2,3]')
    const children = await childrenOf(again)
    expect(children).toHaveLength(3)
    expect(children[0]?.executionArn).toMatch(/:express:m\/L:[0-9a-f-]{36}:[0-9a-f-]{36}$/)
    expect((await again.index.describe(children[0]!.executionArn))?.output).toBe('1')
  }
})

test('children wait on disk when the memory for them is used up', async () => {
  const { runtime, tasks } = world({ childBytes: 1000 })
  const items = Array.from({ length: 20 }, (_, n) => ({ n, text: 'x'.repeat(400) }))
  await runtime.start(request(work, {}, items))
  let most = 0
  for (let round = 0; round < 20; round++) {
    await settled()
    most = Math.max(most, tasks.open.length)
    tasks.answer(({ input }) => (input as { n: number }).n)
  }
  await settled()
  expect(most).toBeLessThanOrEqual(4)
  expect((await runtime.index.describe(parentArn))?.output).toBe(JSON.stringify(items.map(({ n }) => n)))
})

test('what a selector makes of a page is made in parts, and a process that dies between them loses no item and takes none twice', async () => {
  const selector = {
    ItemsPath: '$.items',
    ItemSelector: { 'n.$': '$$.Map.Item.Value', 'pad.$': '$.pad' },
    ResultPath: null,
    OutputPath: '$.n',
  }
  const input = { n: 1, items: Array.from({ length: 90 }, (_, index) => index), pad: 'x'.repeat(50_000) }
  for (const moment of [4, 7, 10, 14]) {
    const { runtime, journal, tasks, open, defects } = world({ childBytes: 100_000_000 })
    await runtime.start(request(work, selector, input))
    const started = new Set<number>()
    const answer = (): void =>
      tasks.answer(asked => {
        const { n, pad } = asked.input as { n: number; pad: string }
        expect(pad).toBe(input.pad)
        started.add(n)
        return n
      })
    for (let round = 0; round < moment; round++) {
      const before = tasks.open.length
      await new Promise(resolve => setImmediate(resolve))
      // The page, which would be 4.5 MB at once, is in memory by the megabyte, which is 21 items: three of those at a time, however quick
      // the machine is.
      expect(tasks.open.length - before).toBeLessThanOrEqual(63)
      if (round % 3 === 2) answer()
    }
    journal.crash()
    runtime.close()
    tasks.open.length = 0
    const again = open()
    await again.recover()
    for (let round = 0; round < 12; round++) {
      await settled()
      answer()
    }
    await settled()
    expect((await again.index.describe(parentArn))?.output).toBe('1')
    expect((await runOf(again)).executionCounts).toMatchObject({ succeeded: 90, total: 90, running: 0 })
    expect([...started].sort((one, other) => one - other)).toEqual(input.items)
    expect(defects).toEqual([])
  }
})

test('turns of children that are not on disk yet count for the memory, with all that they write', async () => {
  const waiting: (() => void)[] = []
  const { journal, open, runtime } = world({ childBytes: 10_000 })
  runtime.close()
  const commit = journal.commit.bind(journal)
  let unwritten = 0
  let begun = 0
  let fewest = 40
  journal.commit = (write, done) => {
    const isChild = write.created?.mapRun !== undefined
    if (isChild) unwritten++
    if (isChild) begun++
    waiting.push(() => {
      if (isChild) unwritten--
      if (isChild && begun < 40) fewest = Math.min(fewest, unwritten)
      commit(write, done)
    })
  }
  const slow = open()
  // Each writes its input of 1 kB six times.
  const states = { Type: 'Pass', End: true }
  const started = slow.start(request(states, { ResultPath: null, ItemSelector: { 'pad.$': '$[0]' } }, Array(40).fill('x'.repeat(1_000))))
  for (let round = 0; round < 1_000; round++) {
    await new Promise(resolve => setImmediate(resolve))
    if (round % 5 === 4) waiting.shift()?.()
  }
  await started
  expect((await slow.index.describe(parentArn))?.status).toBe('SUCCEEDED')
  // By their inputs alone another would begin as soon as one of ten is written.
  expect(fewest).toBeLessThanOrEqual(2)
})

test('children that a former version kept in the frames of their parent become executions, and only what had not ended runs again', async () => {
  const { journal, tasks, open } = world()
  const { definition, ...asked } = request(work, { MaxConcurrency: 2, ItemSelector: { 'v.$': '$$.Map.Item.Value' } }, [1, 2, 3, 4])
  const own = { input: { v: 2 }, name: 'n', arn: 'a' }
  const scope = { enteredAt: 1, enteredEvent: 2, beforeEntered: 0, retries: [] }
  const frames = [
    { id: 1, kind: 'scope', scope: 0, index: 0, lastEvent: 4, state: 'M', input: [1, 2, 3, 4], ...scope, wait: { for: 'join', join: 2 } },
    {
      ...{ id: 2, kind: 'join', owner: 1, items: 3, firstChild: 4, total: 4, next: 2, succeeded: 1, failed: 0, concurrency: 2 },
      run: { arn: `${place}:mapRun:m/L:1`, toleratedCount: 0 },
    },
    { items: [1, 2, 3, 4], id: 3, kind: 'items', isReady: false },
    { id: 4, kind: 'output', output: { v: 1 } },
    {
      id: 5,
      kind: 'scope',
      scope: 1,
      index: 1,
      lastEvent: 3,
      state: 'W',
      input: { v: 2 },
      join: 2,
      own,
      ...scope,
      wait: { for: 'task', key: -8 },
    },
  ]
  const empty = { removedFrames: [], setTimers: [], clearedTimers: [] }
  const events = ['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapRunStarted'].map((type, index) => ({ id: index + 1, type }))
  const { stateMachineName: _name, ...record } = asked
  const number = journal.allocate()
  const write = {
    ...{ ...empty, number, nextFrameId: 9, definition: { id: 'd', text: definition } },
    created: { ...record, definitionId: 'd', status: 'RUNNING', startDate: 1, redriveCount: 0 } as const,
    frames: frames.map(frame => ({ id: frame.id, text: JSON.stringify(frame) })),
    history: [{ firstId: 1, lastId: 4, text: JSON.stringify(events), sum: 1 }],
  }
  journal.commit(write, () => undefined)
  journal.flush()
  const runtime = open()
  await runtime.recover()
  for (let round = 0; round < 3; round++) {
    await settled()
    tasks.answer(({ input }) => input)
  }
  await settled()
  expect((await runtime.index.describe(parentArn))?.output).toBe('[{"v":1},{"v":2},{"v":3},{"v":4}]')
  expect(await runOf(runtime)).toMatchObject({
    mapRunArn: `${place}:mapRun:m/L:1`,
    status: 'SUCCEEDED',
    itemCounts: { succeeded: 4, total: 4 },
  })
  const children = await childrenOf(runtime)
  expect(children.map(({ mapRun }) => mapRun?.first)).toEqual([0, 1, 2, 3])
  expect(await types(runtime, children[0]!.executionArn)).toEqual(['ExecutionStarted', 'ExecutionSucceeded'])
})

test('what is over is over: nothing is left to do for the next process, however the Map Run ended', async () => {
  for (const how of ['succeeded', 'failed', 'stopped'] as const) {
    const { runtime, journal, tasks } = world()
    await runtime.start(request(work, {}, [1, 2]))
    await settled()
    if (how === 'stopped') await runtime.stop(parentArn, {})
    else tasks.answer(({ input }) => (how === 'failed' ? 'fail' : input))
    await settled()
    expect([how, await journal.openMapRuns(0, 10)]).toEqual([how, []])
  }
})

test('nothing is left to do either where the execution is stopped as its Map Run fails, at any moment of that', async () => {
  const ends = new Set<string>()
  for (let moment = 0; moment < 8; moment++) {
    const { runtime, journal, tasks, open } = world()
    await runtime.start(request(work, {}, [1, 2]))
    await settled()
    tasks.answer(() => 'fail')
    for (let round = 0; round < moment; round++) await new Promise(resolve => setImmediate(resolve))
    await runtime.stop(parentArn, {})
    await settled()
    expect([moment, await journal.openMapRuns(0, 10)]).toEqual([moment, []])
    ends.add(`${(await runtime.index.describe(parentArn))?.status} ${(await runOf(runtime)).status}`)
    // Whoever comes next has nothing to count for it.
    runtime.close()
    let counted = 0
    const childStates: typeof journal.childStates = (...asked) => {
      counted++
      return journal.childStates(...asked)
    }
    const again = open({ journal: { ...journal, childStates } })
    await again.recover()
    await settled()
    expect([moment, counted, await journal.openMapRuns(0, 10)]).toEqual([moment, 0, []])
  }
  expect(ends).toContain('ABORTED FAILED')
})

test('a child whose start has killed the process three times fails, and the others go on', async () => {
  for (const type of ['STANDARD', 'EXPRESS']) {
    const found = Array.from({ length: 3 }, () => ({ number: 2, event: 1 }))
    const { runtime } = world({ marks: { ...noDeathMarks, found } })
    await runtime.recover()
    await runtime.start(request({ Type: 'Pass', End: true }, { ToleratedFailureCount: 1 }, [1, 2, 3], type))
    expect([type, resultsIn(await runtime.ended(parentArn))]).toEqual([type, [1, 'FAILED', 3]])
    const [, poisonous] = await childrenOf(runtime)
    expect(poisonous).toMatchObject({ status: 'FAILED' })
  }
})

test('children whose Map Run the process has died of are marked one by one, so that none is blamed for another', async () => {
  const marked: (readonly number[])[] = []
  const marks = {
    ...noDeathMarks,
    found: [{ number: 2, event: 1 }],
    markAhead: (ahead: readonly number[]) => void marked.push([...ahead]),
  }
  const { runtime } = world({ marks })
  await runtime.recover()
  await runtime.start(request({ Type: 'Pass', End: true }, {}, [1, 2, 3]))
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'SUCCEEDED' })
  const ofMapRun = marked.filter(([number]) => number === 2)
  expect(ofMapRun).toEqual([0, 1, 2].map(first => [2, first]))
})
