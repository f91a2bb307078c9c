import { type FrameWrite, type StoredTask, type TurnWrite, taskInFrame, turnBytes } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import type { BatchWriter } from '../writer/batch-writer.ts'
import { ofLane } from './numbers.ts'

interface TaskRow {
  execution: number
  task: number
  body: string
  submitted: string | null
}

/**
 * Moves tasks of a lane that a former version kept in rows of their own to the frames that wait for them. What somebody outside holds needs
 * none: its frame says that it waits, and a start has nothing to do for it. Nothing else happens in the lane until all is done; cut off
 * before, it is done again from the rows.
 */
export async function foldTasks({ rows }: Pick<Readers, 'rows'>, writer: BatchWriter, lane: number): Promise<void> {
  const found = await rows<{ execution: number }>(`SELECT DISTINCT execution FROM tasks WHERE ${ofLane('execution', lane)}`)
  if (found.length === 0) return
  const tasks = await rows<TaskRow>(
    `SELECT execution, task, body, submitted FROM tasks JOIN live ON number = execution WHERE resume AND ${ofLane('execution', lane)}`,
  )
  for (const [number, waited] of Map.groupBy(tasks, ({ execution }) => execution)) {
    const turn = { number, removedFrames: [], history: [], setTimers: [], clearedTimers: [], ...(await foldedFrames(rows, number, waited)) }
    writer.queued({ turn }, undefined, turnBytes(turn), number)
  }
  writer.queued({ folded: found.map(({ execution }) => execution) }, undefined, 1_000)
  await new Promise<void>((resolve, reject) => writer.queued(undefined, error => (error ? reject(error) : resolve()), 0))
}

async function foldedFrames(
  rows: Readers['rows'],
  number: number,
  waited: readonly TaskRow[],
): Promise<Pick<TurnWrite, 'frames' | 'nextFrameId'>> {
  const frames = await rows<{ frame: number; body: string }>('SELECT frame, body FROM frames WHERE execution = $1', [number])
  const tasks = new Map(waited.map(row => [row.task, row]))
  const folded = frames.flatMap(({ frame: id, body: text }): FrameWrite[] => {
    const found = tasks.get(taskInFrame(text)!)
    if (found === undefined) return []
    const { task, body, submitted } = found
    const stored: StoredTask = submitted === null ? { task, body } : { task, body, submitted }
    return [{ id, text, task: stored }]
  })
  // Frame 0 has the next one's id where a turn changed it without writing history, as this one does.
  return { frames: folded, nextFrameId: Number(frames.find(({ frame }) => frame === 0)?.body ?? 0) }
}
