import type { DatabaseSync } from 'node:sqlite'
import { op } from '../writer/operations.ts'
import type { WriterThread } from '../writer/writer-thread.ts'

const slice = 1_000

/**
 * Deletes the definitions that no execution refers to. Looks at the executions in slices, so that the process answers meanwhile; what
 * has started since is looked at by the deletion itself. A definition that this process has at hand stays, as an execution about to
 * start may rely on its being there.
 */
export async function collectDefinitions(database: DatabaseSync, writer: WriterThread, isInUse: (id: string) => boolean): Promise<void> {
  const unused = new Set((database.prepare('SELECT id FROM definitions').all() as { id: string }[]).map(({ id }) => id))
  const page = database.prepare('SELECT number, definition FROM executions WHERE number > ? ORDER BY number LIMIT ?')
  let last = 0
  while (unused.size > 0) {
    const rows = page.all(last, slice) as { number: number; definition: string }[]
    for (const { definition } of rows) unused.delete(definition)
    last = rows.at(-1)?.number ?? last
    if (rows.length < slice) break
    await new Promise(resolve => setImmediate(resolve))
  }
  const gone = [...unused].filter(id => !isInUse(id))
  for (const id of gone) writer.operations.push(op.dropDefinition, id, last)
  if (gone.length > 0) await new Promise<void>((resolve, reject) => writer.queued(error => (error ? reject(error) : resolve()), 0))
}
