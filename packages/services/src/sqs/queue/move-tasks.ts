import { afterPrefix, type Catalog, type Clock, type DataStore, entriesOf, type Ids } from '@pasos/engine'
import { findQueueByArn } from '../records/queue-record.ts'
import type { OpenQueues } from './open-queues.ts'

const space = 'sqs.move-task'
const batchSize = 10
/** AWS shows the tasks of the last days; nobody needs more of them than this. */
const tasksKept = 10

/** Messages on their way from a queue of dead letters back to where they came from, or elsewhere. */
export interface MoveTask {
  handle: string
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED'
  sourceArn: string
  destinationArn?: string
  perSecond?: number
  moved: number
  toMove: number
  /** Epoch milliseconds. */
  startedAt: number
  failureReason?: string
}

export interface MoveTasks {
  /** On disk, and under way, when it resolves. */
  start(task: Pick<MoveTask, 'sourceArn' | 'destinationArn' | 'perSecond' | 'toMove'>): Promise<MoveTask>
  cancel(handle: string): Promise<MoveTask | undefined>
  /** Newest first. */
  list(sourceArn: string): Promise<MoveTask[]>
  /** Goes on with what a former process began. */
  resume(): Promise<void>
  close(): void
}

interface MoveTaskPorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  queues: OpenQueues
}

export function moveTasks({ catalog, data, clock, ids, queues }: MoveTaskPorts): MoveTasks {
  const cancelled = new Set<string>()
  const pauses = new Set<() => void>()
  let isClosed = false

  const prefixOf = (sourceArn: string): string => `${sourceArn}/`
  const keyOf = ({ sourceArn, startedAt, handle }: MoveTask): string =>
    `${prefixOf(sourceArn)}${String(startedAt).padStart(16, '0')}/${handle}`

  const save = (task: MoveTask): Promise<void> => data.commit([{ space, key: keyOf(task), value: JSON.stringify(task) }])

  function pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const go = (): void => {
        pauses.delete(go)
        cancel()
        resolve()
      }
      const cancel = clock.at(clock.now() + ms, go)
      pauses.add(go)
    })
  }

  /** One batch; `undefined` when there is nothing left. */
  async function moveSome(task: MoveTask): Promise<number | undefined> {
    const source = findQueueByArn(catalog, task.sourceArn)
    if (!source) throw new Error('AWS.SimpleQueueService.NonExistentQueue')
    const queue = await queues.open(source)
    const now = clock.now()
    const candidates = queue.oldest(batchSize).filter(entry => entry.sentAt <= now)
    if (candidates.length === 0) return undefined
    let count = 0
    for (const entry of candidates) {
      const message = await queue.load(entry)
      const target = findQueueByArn(catalog, task.destinationArn ?? message?.deadLetterSource ?? '')
      if (message && !target) throw new Error('CouldNotDetermineMessageSource')
      if (target) count += await queues.move(source, target, [entry], 'redrive')
    }
    return count
  }

  async function run(task: MoveTask): Promise<void> {
    let present = task
    try {
      while (!isClosed && !cancelled.has(task.handle)) {
        const count = await moveSome(present)
        if (count === undefined) break
        present = { ...present, moved: present.moved + count }
        await save(present)
        await pause(present.perSecond === undefined ? 0 : (1000 * count) / present.perSecond)
      }
      // What a closing server leaves goes on after its next start.
      if (isClosed) return
      await save({ ...present, status: cancelled.has(task.handle) ? 'CANCELLED' : 'COMPLETED' })
    } catch (error) {
      if (!isClosed) await save({ ...present, status: 'FAILED', failureReason: error instanceof Error ? error.message : String(error) })
    }
    cancelled.delete(task.handle)
  }

  async function list(sourceArn: string): Promise<MoveTask[]> {
    const range = { from: prefixOf(sourceArn), before: afterPrefix(prefixOf(sourceArn)), reverse: true, limit: tasksKept }
    return (await data.scan(space, range)).map(({ value }) => JSON.parse(String(value)) as MoveTask)
  }

  return {
    async start(given) {
      const task: MoveTask = { ...given, handle: ids.uuid(), status: 'RUNNING', moved: 0, startedAt: clock.now() }
      await save(task)
      void run(task)
      return task
    },
    async cancel(handle) {
      for await (const { value } of entriesOf(data, space)) {
        const task = JSON.parse(String(value)) as MoveTask
        if (task.handle !== handle || task.status !== 'RUNNING') continue
        cancelled.add(handle)
        return task
      }
      return undefined
    },
    list,
    async resume() {
      for await (const { value } of entriesOf(data, space)) {
        const task = JSON.parse(String(value)) as MoveTask
        if (task.status === 'RUNNING') void run(task)
      }
    },
    close() {
      isClosed = true
      for (const go of pauses) go()
    },
  }
}

/** Whether a former process left messages on their way. */
export async function hasMoveTasks(data: DataStore): Promise<boolean> {
  for await (const { value } of entriesOf(data, space)) if ((JSON.parse(String(value)) as MoveTask).status === 'RUNNING') return true
  return false
}
