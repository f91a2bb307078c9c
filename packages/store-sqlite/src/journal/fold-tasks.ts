import type { DatabaseSync } from 'node:sqlite'
import { taskInFrame } from '@pasos/engine'
import { encodeTaskFrame } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import type { WriterThread } from '../writer/writer-thread.ts'
import { type FrameRow, framesOfExecution } from './reader.ts'

interface TaskRow {
  number: number
  task: number
  body: string
  submitted: string | null
}

const toHandOut = `
  SELECT place >> 27 AS number, place & 0x7FFFFFF AS task, body, submitted FROM tasks JOIN executions ON number = place >> 27
  WHERE resume = 1 AND status = 'RUNNING' ORDER BY place`

/**
 * Moves tasks that a former version kept in rows of their own to the frames that wait for them, all in one transaction. What somebody
 * outside holds needs none: its frame says that it waits, and a start has nothing to do for it.
 */
export async function foldTasks(database: DatabaseSync, writer: WriterThread): Promise<void> {
  if (database.prepare('SELECT 1 FROM tasks').get() === undefined) return
  const framesOf = database.prepare(framesOfExecution)
  for (const [number, tasks] of Map.groupBy(database.prepare(toHandOut).all() as unknown as TaskRow[], row => row.number)) {
    const waiting = new Map<number | undefined, FrameRow>()
    for (const row of framesOf.all(number) as unknown as FrameRow[]) waiting.set(taskInFrame(writer.vault.openText(row.body)), row)
    for (const { task, body: command, submitted } of tasks) {
      const row = waiting.get(task)
      if (row === undefined) continue
      const { frame: id, sum, body } = row
      encodeTaskFrame({ number, id, sum, body }, { task, command, submitted }, writer.operations)
      writer.operations.push(op.deleteFrame, number, id)
    }
  }
  writer.operations.push(op.dropTaskRows)
  await new Promise<void>((resolve, reject) => writer.queued(error => (error ? reject(error) : resolve()), 1_000))
}
