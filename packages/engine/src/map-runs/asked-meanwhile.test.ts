import { expect, test } from 'vitest'
import { memoryJournal } from '../memory/memory-journal.ts'
import type { ItemPageRead, ItemSource } from '../ports/map-runs.ts'
import type { EmbeddedRuntime } from '../runtime/runtime-options.ts'
import { childrenOf, journalThatWaits, parentArn, request, runOf, settled, work, world } from './test-world.ts'

const reader = { ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } }

/** A source that answers when the test lets it. */
function slowSource() {
  const waiting: ((page: ItemPageRead) => void)[] = []
  const source: ItemSource = { claims: () => true, read: () => new Promise(resolve => waiting.push(resolve)) }
  return { source, answer: (page: ItemPageRead) => waiting.shift()!(page) }
}

const page: ItemPageRead = { outcome: 'read', values: [1, 2], isLast: true }

test('a page that comes after the Map Run was stopped and redriven changes nothing of what is on disk since', async () => {
  const { source, answer } = slowSource()
  const { runtime, journal, tasks, clock, open } = world({ itemSources: [source] })
  await runtime.start(request(work, reader, {}))
  await settled()
  await runtime.stop(parentArn, {})
  await settled()
  expect(await journal.openMapRuns(0, 9)).toEqual([])
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  answer(page)
  await settled()
  expect((await journal.openMapRuns(0, 9)).map(({ state: { phase, redriveCount } }) => [phase, redriveCount])).toEqual([['starting', 1]])
  runtime.close()
  const again = open()
  await again.recover()
  await settled()
  answer({ outcome: 'failed', error: 'Late', cause: 'of the process before' })
  answer(page)
  await settled()
  tasks.answer(({ input }) => input)
  await settled()
  expect((await again.index.describe(parentArn))?.output).toBe('[1,2]')
})

test('a page that comes after the Map Run has ended does not take the outcome from its parent', async () => {
  const { source, answer } = slowSource()
  const journal = memoryJournal()
  const commits: string[] = []
  const watched: typeof journal = {
    ...journal,
    commitMapRun(write, done) {
      commits.push(write.type === 'changed' ? `${write.state.phase} ${write.outcome === undefined ? '' : 'told'}` : write.type)
      journal.commitMapRun(write, done)
    },
  }
  const { runtime, tasks } = world({ itemSources: [source], journal: watched })
  await runtime.start(request(work, { ...reader, ToleratedFailureCount: 0 }, {}))
  await settled()
  answer({ outcome: 'read', values: [1], isLast: false, next: '1' })
  await settled()
  tasks.answer(() => 'fail')
  await settled()
  answer({ outcome: 'read', values: [2], isLast: true })
  await settled()
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'FAILED' })
  expect(commits.filter(each => each.startsWith('ended'))).toEqual(['ended told'])
  expect(await journal.openMapRuns(0, 9)).toEqual([])
})

test('UpdateMapRun of a Map Run that is on its way into memory waits for it', async () => {
  const { journal, wait, goOn } = journalThatWaits()
  const { runtime, tasks, clock } = world({ journal })
  await runtime.start(request(work, { MaxConcurrency: 1 }, [1, 2]))
  await settled()
  const { mapRunArn } = await runOf(runtime)
  await runtime.stop(parentArn, {})
  await settled()
  expect(await runtime.updateMapRun(mapRunArn, { maxConcurrency: 2 })).toBe('ended')
  tasks.open.length = 0
  clock.advance(10)
  wait()
  await runtime.redrive(parentArn)
  const updated = runtime.updateMapRun(mapRunArn, { maxConcurrency: 2 })
  await settled()
  goOn()
  expect(await updated).toBe('updated')
  await settled()
  expect(tasks.open).toHaveLength(2)
  expect((await journal.findMapRun(mapRunArn))?.state.settings).toMatchObject({ maxConcurrency: 2 })
})

test('a child that cannot be read is not redriven, and the others are, however many are at a time', async () => {
  const journal = memoryJournal()
  let damaged = 0
  const unreadable: typeof journal = {
    ...journal,
    load: async number => {
      if (number === damaged) throw new Error('damaged')
      return journal.load(number)
    },
  }
  const { runtime, tasks, clock, defects } = world({ journal: unreadable })
  await runtime.start(request(work, { MaxConcurrency: 3 }, [1, 2, 3]))
  await settled()
  tasks.answer(() => 'fail')
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED' })
  await settled()
  const [first] = await childrenOf(runtime)
  damaged = (await journal.find(first!.executionArn))!.number
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  tasks.answer(({ input }) => input)
  await settled()
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' })
  expect(defects).toHaveLength(1)
  expect(await runOf(runtime)).toMatchObject({
    ...{ status: 'FAILED', redriveCount: 1, executionCounts: { running: 0, pendingRedrive: 0, failed: 1, failuresNotRedrivable: 1 } },
  })
  damaged = 0
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  tasks.answer(({ input }) => input)
  await settled()
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' })
})

test('a Map Run whose children cannot be looked for any more fails once those that were found have ended', async () => {
  const journal = memoryJournal()
  let isBroken = false
  const broken: typeof journal = {
    ...journal,
    childStates: async (number, asked) => {
      if (isBroken && asked.status === 'ABORTED') throw new Error('no answer')
      return journal.childStates(number, asked)
    },
  }
  const { runtime, tasks, clock } = world({ journal: broken })
  await runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2]))
  await settled()
  tasks.answer(({ input }) => (input === 1 ? 'fail' : input))
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED' })
  await settled()
  tasks.open.length = 0
  isBroken = true
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  tasks.answer(({ input }) => input)
  await settled()
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  isBroken = false
})

test('a redrive that waits for children to end has all those before it that the former one had not come to', async () => {
  const { runtime, tasks, clock } = world()
  await runtime.start(request(work, { MaxConcurrency: 1, ToleratedFailureCount: 2 }, [1, 2, 3], 'EXPRESS'))
  for (let round = 0; round < 3; round++) {
    await settled()
    tasks.answer(() => 'fail')
  }
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED' })
  await settled()
  clock.advance(10)
  // One child goes on when this is stopped, two have not been taken up.
  await runtime.redrive(parentArn)
  await settled()
  await runtime.stop(parentArn, {})
  await settled()
  clock.advance(10)
  await runtime.redrive(parentArn)
  for (let round = 0; round < 4; round++) {
    await settled()
    tasks.answer(({ input }) => input)
  }
  await settled()
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' })
  expect((await childrenOf(runtime)).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
})

test('a redrive within the millisecond of the one before, whose children still run, has these as well', async () => {
  const { runtime, tasks } = world()
  await runtime.start(request(work, { ToleratedFailureCount: 0 }, [1, 2], 'EXPRESS'))
  await settled()
  tasks.answer(() => 'fail')
  await runtime.ended(parentArn)
  await settled()
  await runtime.redrive(parentArn)
  await settled()
  await runtime.stop(parentArn, {})
  await settled()
  await runtime.redrive(parentArn)
  await settled()
  for (const how of ['fail', 'answer']) {
    expect(tasks.open).toHaveLength(2)
    tasks.answer(({ input }) => (how === 'fail' ? 'fail' : input))
    await settled()
  }
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2]' })
})

test('children that a redrive had not come to when it was stopped are what they were', async () => {
  const { runtime, tasks, clock } = world()
  await runtime.start(request(work, { MaxConcurrency: 1, ToleratedFailureCount: 1 }, [1, 2]))
  for (let round = 0; round < 2; round++) {
    await settled()
    tasks.answer(() => 'fail')
  }
  await runtime.ended(parentArn)
  await settled()
  clock.advance(10)
  await runtime.redrive(parentArn)
  await settled()
  await runtime.stop(parentArn, {})
  await settled()
  const children = await childrenOf(runtime)
  expect(children.map(({ status }) => status)).toEqual(['ABORTED', 'FAILED'])
  const { mapRunArn: stateMachineArn } = await runOf(runtime)
  expect((await runtime.index.list({ stateMachineArn, status: 'FAILED', limit: 9 })).records).toMatchObject([{ name: children[1]?.name }])
})

test.each([
  ['stop', 0],
  ['redrive', 0],
  ['stop', 1],
] as const)('what a former version has asked, a %s without a number after %i redrives, is done once', async (what, redrives) => {
  const { runtime, journal, tasks, clock, open } = world()
  await runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2]))
  await settled()
  if (what === 'redrive' || redrives > 0) {
    tasks.answer(({ input }) => (input === 1 ? 'fail' : input))
    await settled()
  }
  clock.advance(10)
  if (redrives > 0) await runtime.redrive(parentArn)
  await settled()
  const [kept] = await journal.mapRunsOf(1)
  runtime.close()
  await new Promise<void>(resolve =>
    journal.commitMapRun({ type: 'asked', parent: 1, child: kept!.child, asked: { what } }, () => resolve()),
  )
  tasks.open.length = 0
  clock.advance(10)
  const again = open()
  await again.recover()
  await settled()
  const { status, redriveCount } = await runOf(again)
  expect([status, redriveCount, ...(await childrenOf(again)).map(each => each.status)]).toEqual(
    what === 'stop' ? ['ABORTED', redrives, 'ABORTED', redrives > 0 ? 'SUCCEEDED' : 'ABORTED'] : ['RUNNING', 1, 'RUNNING', 'SUCCEEDED'],
  )
  expect((await journal.mapRun(kept!.number))?.asked).toBeUndefined()
})

test('children that a former process had begun to stop are stopped, though their Map Run was redriven meanwhile', async () => {
  const { runtime, journal, tasks, open } = world()
  await runtime.start(request(work, { MaxConcurrency: 2 }, [1, 2]))
  await settled()
  const [{ number, child, state }] = (await journal.mapRunsOf(1)) as [Awaited<ReturnType<typeof journal.mapRunsOf>>[number]]
  runtime.close()
  journal.commitMapRun({ type: 'changed', number, state: { ...state, phase: 'stopping' } }, () => undefined)
  journal.commitMapRun({ type: 'asked', parent: 1, child, asked: { what: 'redrive', redriveCount: 1 } }, () => undefined)
  await settled()
  tasks.open.length = 0
  const again = open()
  await again.recover()
  await settled()
  expect((await childrenOf(again)).map(({ status, redriveCount }) => [status, redriveCount])).toEqual([
    ['RUNNING', 1],
    ['RUNNING', 1],
  ])
  expect(await runOf(again)).toMatchObject({ status: 'RUNNING', redriveCount: 1 })
})

test('a process that comes after reads on from the last page, and knows why the former one has failed', async () => {
  const reads: (string | undefined)[] = []
  const pages: Record<string, ItemPageRead> = {
    first: { outcome: 'read', values: [1, 2], isLast: false, next: 'second' },
    second: { outcome: 'read', values: [3, 4], isLast: false, next: 'third' },
    third: { outcome: 'failed', error: 'States.ItemReaderFailed', cause: 'gone' },
  }
  const source: ItemSource = {
    claims: () => true,
    async read({ cursor }) {
      reads.push(cursor)
      return pages[cursor ?? 'first']!
    },
  }
  const { runtime, journal, tasks, open } = world({ itemSources: [source] })
  await runtime.start(request(work, { ...reader, MaxConcurrency: 2 }, {}))
  await settled()
  tasks.answer(({ input }) => input)
  await settled()
  expect(reads).toEqual([undefined, 'second'])
  const crash = async (before: EmbeddedRuntime): Promise<EmbeddedRuntime> => {
    journal.crash()
    before.close()
    reads.length = 0
    tasks.open.length = 0
    const again = open()
    await again.recover()
    await settled()
    return again
  }
  const second = await crash(runtime)
  // Two children are under way, and there is room for no other.
  expect(reads).toEqual([])
  tasks.answer(({ input }) => input)
  await settled()
  expect(reads).toEqual(['second', 'third'])
  expect(await second.index.describe(parentArn)).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed', cause: 'gone' })
})

test('a Map Run that could not read on fails for that, though the process dies while its children are stopped', async () => {
  let isBroken = true
  const source: ItemSource = {
    claims: () => true,
    async read({ cursor }) {
      if (cursor === undefined) return { outcome: 'read', values: [1], isLast: false, next: 'second' }
      if (isBroken) return { outcome: 'failed', error: 'States.ItemReaderFailed', cause: 'gone' }
      return { outcome: 'read', values: [2], isLast: true }
    },
  }
  const { runtime, journal, tasks, open } = world({ itemSources: [source] })
  runtime.close()
  const deaf: typeof journal = {
    ...journal,
    commit: (write, done) => (write.changed?.mapRun === undefined ? journal.commit(write, done) : undefined),
  }
  const first = open({ journal: deaf })
  await first.start(request(work, { ...reader, MaxConcurrency: 2 }, {}))
  await settled()
  expect((await childrenOf(first)).map(({ status }) => status)).toEqual(['RUNNING'])
  first.close()
  isBroken = false
  tasks.open.length = 0
  const second = open()
  await second.recover()
  await settled()
  tasks.answer(({ input }) => input)
  await settled()
  expect(await second.index.describe(parentArn)).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed', cause: 'gone' })
})
