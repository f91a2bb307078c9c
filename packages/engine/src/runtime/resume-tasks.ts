import { parseJson, type RunTask, type TaskId } from '@pasos/asl'
import type { Due, ExecutionNumber } from '../ports/journal.ts'
import type { Dispatcher } from './dispatcher.ts'

const pageSize = 500

/**
 * Runs what a former process left unfinished, page by page, so that the process answers meanwhile. Tasks that were started since are
 * under way already, or were when the page was read, and left alone; one that can't be read stays as it is, for the others' sake.
 */
export async function resumeTasks(options: {
  journal: Pick<Due, 'unfinishedTasks'>
  tasks: Dispatcher
  isClosed: () => boolean
  onDefect: (error: unknown) => void
}): Promise<void> {
  const { journal, tasks, isClosed, onDefect } = options
  let last: { number: ExecutionNumber; task: TaskId } | undefined = { number: 0, task: 0 }
  while (last) {
    const page: Awaited<ReturnType<Due['unfinishedTasks']>> = await journal.unfinishedTasks(last, pageSize)
    if (isClosed()) return
    for (const { number, task, body, submitted, owner } of page) {
      if (tasks.wasStarted(number, task)) continue
      try {
        tasks.run(number, owner, parseJson(body) as unknown as RunTask, submitted === undefined ? undefined : parseJson(submitted))
      } catch (error) {
        onDefect(error)
      }
    }
    last = page.length === pageSize ? page.at(-1) : undefined
    if (last) await new Promise(resolve => setImmediate(resolve))
  }
  tasks.resumed()
}
