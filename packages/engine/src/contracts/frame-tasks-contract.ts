import { describe, expect, test } from 'vitest'
import type { Due, Journal, TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { arn, record } from './journal-samples.ts'

/** Part of the journal's suite: tasks stand in the rows of the frames that wait for them. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export function frameTasksContract({
  journal,
  commit,
  started,
}: {
  journal: () => Journal & Due
  commit: (write: Partial<TurnWrite> & { number: number }) => Promise<void>
  /** Starts an execution that has the frame 1. */
  started: (name: string, more: Partial<ExecutionRecord>) => Promise<number>
}): void {
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
  describe('tasks in the rows of frames', () => {
    const owner = { executionArn: arn('a'), stateMachineArn: 'machine', roleArn: 'role', traceHeader: 'Root=1-a-b' }
    const body = (task: number) => `{"task":${task}}`
    const frame = (id: number, task?: number) => ({
      id,
      text: `{"id":${id}}`,
      ...(task === undefined ? {} : { task: { task, body: body(task) } }),
    })
    const unfinished = async (from = { number: 0, frame: 0 }, limit = 9) =>
      (await journal().unfinishedTasks(from, limit)).map(({ frame, task }) => [frame, task])
    /** Three frames, of which each waits for a task. */
    const working = async (name = 'a') => {
      const number = await started(name, { traceHeader: 'Root=1-a-b' })
      await commit({ number, frames: [frame(1, 3), frame(2, 4), frame(3, 5)], nextFrameId: 4 })
      return number
    }

    test('they are found again with their owners, page by page, and the frames with them', async () => {
      const number = await working()
      const found = (frame: number, task: number) => ({ number, frame, task, body: body(task), owner })
      expect(await journal().unfinishedTasks({ number: 0, frame: 0 }, 9)).toEqual([found(1, 3), found(2, 4), found(3, 5)])
      const other = await working('b')
      expect(await unfinished({ number, frame: 1 }, 3)).toEqual([
        [2, 4],
        [3, 5],
        [1, 3],
      ])
      expect(await unfinished({ number: other, frame: 2 })).toEqual([[3, 5]])
      const loaded = await journal().load(number)
      expect(loaded).toMatchObject({ frames: [{ id: 1 }, { id: 2 }, { id: 3 }], nextFrameId: 4 })
      expect(loaded?.frameSizes).toEqual(new Map([1, 2, 3].map(id => [id, 8])))
      expect(loaded?.tasks).toEqual(new Map([1, 2, 3].map(id => [id, id + 2])))
    })

    test('the next task takes the place of the former, and a frame without one is found without', async () => {
      const number = await working()
      await commit({
        number,
        frames: [
          { ...frame(1, 8), hadTask: true },
          { ...frame(2), hadTask: true },
        ],
        removedTaskFrames: [3],
      })
      expect(await unfinished()).toEqual([[1, 8]])
      expect(await journal().load(number)).toMatchObject({ frames: [{ id: 1 }, { id: 2 }], tasks: new Map([[1, 8]]) })
      await commit({ number, frames: [frame(2, 9), { ...frame(1), hadTask: true }] })
      expect(await unfinished()).toEqual([[2, 9]])
      await commit({ number, removedFrames: [1], removedTaskFrames: [2] })
      expect(await journal().load(number)).toMatchObject({ frames: [], tasks: new Map() })
      expect(await unfinished()).toEqual([])
    })

    test('a task that goes on stays as it is, with what it has submitted', async () => {
      const number = await working()
      const kept = (id: number, task: number, submitted?: string) => ({
        ...{ id, text: `{"id":${id},"more":"é"}`, hadTask: true },
        task: submitted === undefined ? { task } : { task, submitted },
      })
      await commit({ number, frames: [kept(1, 3, '"ok"'), kept(2, 4)] })
      await commit({ number, frames: [kept(1, 3)] })
      expect((await journal().unfinishedTasks({ number: 0, frame: 0 }, 9)).slice(0, 2)).toEqual([
        { number, frame: 1, owner, task: 3, body: body(3), submitted: '"ok"' },
        { number, frame: 2, owner, task: 4, body: body(4) },
      ])
      expect(await journal().load(number)).toMatchObject({ frames: [{ more: 'é' }, { more: 'é' }, { id: 3 }], lastEventId: 2 })
      await commit({ number, frames: [{ ...frame(1, 9), hadTask: true }] })
      expect((await journal().unfinishedTasks({ number: 0, frame: 0 }, 1))[0]).toEqual({ number, frame: 1, owner, task: 9, body: body(9) })
    })

    test('the turns of one batch leave what the last one has', async () => {
      const number = await working()
      const kept = (submitted?: string) => ({ ...frame(1), hadTask: true, task: { task: 3, ...(submitted && { submitted }) } })
      await Promise.all([
        commit({ number, frames: [kept('1'), { ...frame(2), hadTask: true }] }),
        commit({ number, frames: [kept(), frame(2, 7)] }),
        commit({
          number,
          frames: [
            { ...frame(2), hadTask: true, task: { task: 7, submitted: '7' } },
            { ...frame(3), hadTask: true },
          ],
        }),
      ])
      expect(await journal().unfinishedTasks({ number: 0, frame: 0 }, 9)).toEqual([
        { number, frame: 1, owner, task: 3, body: body(3), submitted: '1' },
        { number, frame: 2, owner, task: 7, body: body(7), submitted: '7' },
      ])
      await Promise.all([
        commit({ number, frames: [{ ...frame(1), hadTask: true, task: { task: 3 } }] }),
        commit({ number, clear: 'work', frames: [{ ...frame(2), hadTask: true }] }),
      ])
      expect(await unfinished()).toEqual([])
      expect(await journal().load(number)).toMatchObject({ frames: [{ id: 1 }, { id: 2 }, { id: 3 }], tasks: new Map() })
    })

    test('what drops all work leaves frames without tasks, and what drops all leaves none', async () => {
      const number = await working()
      const ended = await working('b')
      await commit({ number, clear: 'work' })
      await commit({ number: ended, clear: 'all' })
      expect(await unfinished()).toEqual([])
      expect(await journal().load(number)).toMatchObject({ frames: [{ id: 1 }, { id: 2 }, { id: 3 }], tasks: new Map() })
      expect(await journal().load(ended)).toMatchObject({ frames: [], tasks: new Map() })
      await commit({ number, frames: [frame(1, 9)] })
      expect(await unfinished()).toEqual([[1, 9]])
    })

    test('those of an execution that has ended are not handed out', async () => {
      const number = await working()
      await commit({ number, changed: record('a', { status: 'FAILED', stopDate: 5 }) })
      expect(await unfinished()).toEqual([])
    })
  })
}
