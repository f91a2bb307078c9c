import { type FrameId, parseJson } from '@pasos/asl'
import type { Due, ExecutionNumber } from '../ports/journal.ts'
import type { Dispatcher } from './dispatcher.ts'
import { readTask } from './encode-turn.ts'

const pageSize = 500

/**
 * Runs what a former process left unfinished, page by page, so that the process answers meanwhile. Tasks that this process has started, or has seen
 * end, since a page was read are left alone by the dispatcher; one that can't be read stays as it is, for the others' sake.
 */
export async function resumeTasks(options: {
  journal: Pick<Due, 'unfinishedTasks'>
  tasks: Pick<Dispatcher, 'run' | 'resumed'>
  /** Resolves once everything committed so far has been told. */
  committed: () => Promise<void>
  isClosed: () => boolean
  onDefect: (error: unknown) => void
}): Promise<void> {
  const { tasks, committed, isClosed } = options
  try {
    await resumePages(options)
    // What was read may be on disk before this process has heard so, and starts it then.
    if (!isClosed()) await committed()
  } finally {
    tasks.resumed()
  }
}

async function resumePages({ journal, tasks, isClosed, onDefect }: Parameters<typeof resumeTasks>[0]): Promise<void> {
  let last: { number: ExecutionNumber; frame: FrameId } | undefined = { number: 0, frame: 0 }
  while (last) {
    const page: Awaited<ReturnType<Due['unfinishedTasks']>> = await journal.unfinishedTasks(last, pageSize)
    if (isClosed()) return
    for (const { number, body, submitted, owner } of page) {
      try {
        tasks.run(number, owner, readTask(body), submitted === undefined ? undefined : parseJson(submitted))
      } catch (error) {
        onDefect(error)
      }
    }
    last = page.length === pageSize ? page.at(-1) : undefined
    if (last) await new Promise(resolve => setImmediate(resolve))
  }
}
