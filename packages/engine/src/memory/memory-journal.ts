import { randomBytes } from 'node:crypto'
import { type FrameId, parseJson, type TimerId } from '@pasos/asl'
import type { DataStore } from '../ports/data-store.ts'
import type { Feed } from '../ports/feed.ts'
import {
  type DocumentStore,
  type Done,
  type Due,
  type Journal,
  type JournalIndex,
  type StoredTask,
  type TaskOwner,
  type TurnWrite,
  type Upkeep,
  WriteRefused,
} from '../ports/journal.ts'
import type { MapRunJournal } from '../ports/map-runs.ts'
import type { ExecutionRecord, ExecutionStatus } from '../ports/runtime.ts'
import { unstorableNumber } from '../ports/storable.ts'
import { memoryDataStore } from './memory-data-store.ts'
import { memoryFeed } from './memory-feed.ts'
import { historyPage, indexPage, searchPage } from './memory-index.ts'
import { memoryMapRuns } from './memory-map-runs.ts'
import { memoryUpkeep } from './memory-upkeep.ts'

export interface Kept {
  record: ExecutionRecord
  frames: Map<FrameId, { text: string; task?: StoredTask }>
  chunks: { firstId: number; lastId: number; text: string; sum: number }[]
  nextFrameId: number
  timers: Map<TimerId, number>
}

export interface MemoryJournal extends Journal, Due, JournalIndex, MapRunJournal, DocumentStore, Feed, Omit<Upkeep, 'backup'> {
  /** The data of the same store. */
  readonly data: DataStore
  /** Forgets what was given but not yet committed, as a crash would. */
  crash(): void
  /** All executions on disk, for whoever judges. */
  known(): ExecutionRecord[]
  /** What is on disk of an execution, for whoever judges. */
  peek(executionArn: string): { record: ExecutionRecord; lastEventId: number } | undefined
}

/**
 * The reference implementation: what a journal means, without a disk. Writes take effect on `flush()` or on the next turn of the
 * event loop; until then they are invisible, and `crash()` loses them.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a journal with all its members, each short
export function memoryJournal(): MemoryJournal {
  const executions = new Map<number, Kept>()
  const numbers = new Map<string, number>()
  const definitions = new Map<string, string>()
  const documents = new Map<string, { kind: string; key: string; body: string }>()
  const deaths = new Map<string, { number: number; event: number; count: number }>()
  const key = randomBytes(32)
  const refused = new Set<number>()
  let queue: { apply: () => void; done: Done | undefined }[] = []
  let scheduled = false
  let last = 0

  const flush = (): void => {
    const ready = queue
    queue = []
    const errors = ready.map(({ apply }) => refusalOf(apply))
    for (const [index, { done }] of ready.entries()) done?.(errors[index])
  }

  const enqueue = (apply: () => void, done?: Done): void => {
    queue.push({ apply, done })
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      flush()
    })
  }

  const data = memoryDataStore(enqueue)
  const { add: addToFeed, ...feed } = memoryFeed(executions, enqueue)
  const { apply: applyMapRun, expire: expireMapRuns, ...mapRunReads } = memoryMapRuns(executions)

  const create = (number: number, record: ExecutionRecord): void => {
    numbers.set(record.executionArn, number)
    executions.set(number, { record, frames: new Map(), chunks: [], nextFrameId: 0, timers: new Map() })
  }

  const apply = (write: TurnWrite): void => {
    const reason = refused.has(write.number) ? 'a former write of the execution was refused' : unstorableNumber(write)
    if (reason !== undefined) {
      refused.add(write.number)
      throw new WriteRefused(`The write was refused: ${reason}.`)
    }
    if (write.data) data.apply(write.data)
    if (write.definition) definitions.set(write.definition.id, write.definition.text)
    if (write.created) create(write.number, write.created)
    const kept = executions.get(write.number)
    if (!kept) return
    if (write.changed) kept.record = write.changed
    if (write.clear) {
      for (const frame of kept.frames.values()) delete frame.task
      kept.timers.clear()
    }
    if (write.clear === 'all') kept.frames.clear()
    else putFrames(kept.frames, write)
    kept.nextFrameId = Math.max(kept.nextFrameId, write.nextFrameId)
    kept.chunks.push(...write.history)
    for (const chunk of write.history) addToFeed(write.number, chunk)
    for (const timer of write.clearedTimers) kept.timers.delete(timer)
    for (const { timer, at } of write.setTimers) kept.timers.set(timer, at)
    for (const change of write.mapRuns ?? []) applyMapRun(change)
  }

  const timers = () => {
    const found = [...executions].flatMap(([number, { timers }]) => [...timers].map(([timer, at]) => ({ number, timer, at })))
    return found.sort((a, b) => a.at - b.at)
  }

  return {
    ...feed,
    data,
    ...mapRunReads,
    ...memoryUpkeep({ executions, numbers, definitions, mapRun: mapRunReads.mapRun, expireMapRuns }),
    commitMapRun: (write, done) => enqueue(() => applyMapRun(write), done),
    childrenConverted: done => enqueue(() => undefined, done),
    allocate: () => ++last,
    commit: (write, done) => enqueue(() => apply(write), done),
    barrier: done => enqueue(() => undefined, done),
    flush,
    crash() {
      queue = []
    },
    known: () => [...executions.values()].map(kept => kept.record),
    peek(executionArn) {
      const kept = executions.get(numbers.get(executionArn) ?? 0)
      return kept && { record: kept.record, lastEventId: kept.chunks.at(-1)?.lastId ?? 0 }
    },
    mend: number => enqueue(() => refused.delete(number)),
    async find(arn) {
      const number = numbers.get(arn)
      return number === undefined ? undefined : { number, record: executions.get(number)!.record }
    },
    async load(number) {
      const kept = executions.get(number)
      if (!kept) return undefined
      const chunk = kept.chunks.at(-1)
      const frames = [...kept.frames.values()].map(({ text }) => parseJson(text) as unknown as { id: number })
      const frameSizes = new Map([...kept.frames].map(([id, { text }]) => [id, text.length]))
      const tasks = new Map([...kept.frames].flatMap(([id, { task }]) => (task === undefined ? [] : [[id, task.task] as const])))
      const { record, nextFrameId } = kept
      return { number, record, frames, frameSizes, tasks, lastEventId: chunk?.lastId ?? 0, nextFrameId, sum: chunk?.sum ?? 0 }
    },
    record: async number => executions.get(number)?.record,
    definition: async id => definitions.get(id),
    timersBetween: async (from, before) => timers().filter(({ at }) => at >= from && at < before),
    async unfinishedTasks(after, limit) {
      const running = [...executions].filter(([, { record }]) => record.status === 'RUNNING')
      const found = running.flatMap(([number, { frames, record: owner }]) =>
        [...frames].flatMap(([frame, { task }]) => (task === undefined ? [] : [{ number, frame, owner: ownerOf(owner), ...task }])),
      )
      const later = found.filter(({ number, frame }) => number > after.number || (number === after.number && frame > after.frame))
      return later.sort((a, b) => a.number - b.number || a.frame - b.frame).slice(0, limit)
    },
    recordDeath(number, event) {
      enqueue(() => {
        const found = deaths.get(`${number}/${event}`)
        deaths.set(`${number}/${event}`, { number, event, count: (found?.count ?? 0) + 1 })
      })
    },
    deaths: async () => [...deaths.values()],
    async counts(machine) {
      const counts = new Map<ExecutionStatus, number>()
      for (const { record } of executions.values()) {
        if (record.mapRun === undefined && (machine === undefined || record.stateMachineArn === machine))
          counts.set(record.status, (counts.get(record.status) ?? 0) + 1)
      }
      return [...counts].map(([status, count]) => ({ status, count }))
    },
    async countsOfRunning() {
      const counts = new Map<string, number>()
      for (const { record } of executions.values())
        if (record.status === 'RUNNING' && record.mapRun === undefined)
          counts.set(record.stateMachineArn, (counts.get(record.stateMachineArn) ?? 0) + 1)
      return [...counts].map(([stateMachineArn, count]) => ({ stateMachineArn, count }))
    },
    secret: () => key,
    list: async filter => indexPage(executions, filter),
    search: async filter => searchPage(executions, filter),
    history: async (number, page) => historyPage(executions.get(number), page),
    documents: async () => [...documents.values()],
    putDocument(kind, key, body, done) {
      const id = JSON.stringify([kind, key])
      enqueue(() => (body === undefined ? documents.delete(id) : documents.set(id, { kind, key, body })), done)
    },
  }
}

function refusalOf(apply: () => void): WriteRefused | undefined {
  try {
    apply()
    return undefined
  } catch (error) {
    if (error instanceof WriteRefused) return error
    throw error
  }
}

/** Stores rely on what a write says of the rows as they are, so it is held against them here. */
function putFrames(kept: Kept['frames'], { number, frames, removedFrames, removedTaskFrames = [], clear }: TurnWrite): void {
  const mustHave = (id: FrameId, hasTask: boolean): StoredTask | undefined => {
    const task = kept.get(id)?.task
    if ((task !== undefined) !== hasTask && !clear)
      throw new Error(`A write is wrong about the task of frame ${id} of execution ${number}.`)
    return task
  }
  for (const { id, text, task, hadTask = false } of frames) {
    const former = mustHave(id, hadTask)
    if (task !== undefined && task.body === undefined && former?.task !== task.task)
      throw new Error(`Frame ${id} of execution ${number} has no task ${task.task}.`)
    const stored: StoredTask | undefined =
      task === undefined || task.body !== undefined
        ? task
        : { ...former!, ...(task.submitted === undefined ? {} : { submitted: task.submitted }) }
    kept.set(id, stored === undefined ? { text } : { text, task: stored })
  }
  for (const id of removedFrames) mustHave(id, false)
  for (const id of removedTaskFrames) mustHave(id, true)
  for (const id of [...removedFrames, ...removedTaskFrames]) kept.delete(id)
}

function ownerOf({ executionArn, stateMachineArn, roleArn, traceHeader }: ExecutionRecord): TaskOwner {
  return { executionArn, stateMachineArn, roleArn, ...(traceHeader === undefined ? {} : { traceHeader }) }
}
