import { type DataStore, entriesOf } from '../ports/data-store.ts'
import type { ExecutionNumber, Journal } from '../ports/journal.ts'

/**
 * The space of the data store that says which numbers executions had in another store, and have now: task tokens that were given out there name
 * those. Kept for executions that had tasks under way as they were moved.
 */
export const formerSpace = 'execution.former'

/** Reads them, and forgets those of executions that have ended since. */
export async function formerNumbers(
  data: Pick<DataStore, 'scan' | 'commit'>,
  journal: Pick<Journal, 'record'>,
): Promise<ReadonlyMap<ExecutionNumber, ExecutionNumber>> {
  const known = new Map<ExecutionNumber, ExecutionNumber>()
  const over: string[] = []
  for await (const { key, value } of entriesOf(data, formerSpace)) {
    const number = Number(value)
    if ((await journal.record(number))?.status === 'RUNNING') known.set(Number(key), number)
    else over.push(key)
  }
  if (over.length > 0) await data.commit(over.map(key => ({ space: formerSpace, key, value: undefined })))
  return known
}
