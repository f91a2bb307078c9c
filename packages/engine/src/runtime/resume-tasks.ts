import type { RunTask, TaskId } from '@pasos/asl'
import type { Due, ExecutionNumber, Journal } from '../ports/journal.ts'
import type { Dispatcher } from './dispatcher.ts'

const pageSize = 500

/**
 * Runs what a former process left unfinished, page by page, so that the process answers meanwhile. Tasks that were started since are
 * under way already and left alone.
 */
export function resumeTasks(
  journal: Pick<Due, 'unfinishedTasks'> & Pick<Journal, 'record'>,
  tasks: Dispatcher,
  isClosed: () => boolean,
  after: { number: ExecutionNumber; task: TaskId } = { number: 0, task: 0 },
): void {
  const page = journal.unfinishedTasks(after, pageSize)
  for (const { number, task, body, submitted } of page) {
    const record = journal.record(number)
    if (record?.status !== 'RUNNING' || tasks.request(number, task) !== undefined) continue
    tasks.run(number, record, JSON.parse(body) as RunTask, submitted === undefined ? undefined : JSON.parse(submitted))
  }
  const last = page.at(-1)
  if (last && page.length === pageSize && !isClosed()) setImmediate(() => resumeTasks(journal, tasks, isClosed, last))
}
