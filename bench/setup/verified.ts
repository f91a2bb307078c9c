import { join } from 'node:path'
import { verify } from '@pasos/store-sqlite'

/** Throws unless the journal of a closed folder holds at least so many executions, and all of it is sound. */
export function checkJournal(folder: string, { executions }: { executions: number }): void {
  const verdict = verify(join(folder, 'journal.db'))
  if (verdict.damages.length > 0) throw new Error(`The journal is damaged: ${JSON.stringify(verdict.damages.slice(0, 3))}`)
  if (verdict.executions < executions) throw new Error(`The journal holds ${verdict.executions} of ${executions} executions.`)
}
