import { ApiError, type sqs } from '@pasos/wire'
import { emptyBatch, idsNotDistinct, invalidBatchEntryId, tooManyEntries } from './errors.ts'

const mostEntries = 10

interface BatchEntry {
  Id: string | undefined
}

/** Refuses a batch as a whole: none or too many entries, ids that are none or not distinct. `kind` is the entries' name in the model. */
export function checkBatch<E extends BatchEntry>(entries: readonly E[] | undefined, kind: string): readonly (E & { Id: string })[] {
  if (!entries || entries.length === 0) throw emptyBatch(kind)
  if (entries.length > mostEntries) throw tooManyEntries(entries.length)
  const seen = new Set<string>()
  for (const { Id = '' } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) throw invalidBatchEntryId()
    if (seen.has(Id)) throw idsNotDistinct(Id)
    seen.add(Id)
  }
  return entries as readonly (E & { Id: string })[]
}

/** Splits entries into what `attempt` makes of them and what it refuses; one bad entry does not spoil the others. */
export function eachEntry<E extends { Id: string }, R>(
  entries: readonly E[],
  attempt: (entry: E) => R,
): { done: { id: string; result: R }[]; failed: sqs.BatchResultErrorEntry[] } {
  const done: { id: string; result: R }[] = []
  const failed: sqs.BatchResultErrorEntry[] = []
  for (const entry of entries) {
    try {
      done.push({ id: entry.Id, result: attempt(entry) })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { done, failed }
}

/** The model demands `Successful`; AWS leaves out `Failed` where nothing failed. */
export function batchAnswer<R>(
  successful: R[],
  failed: sqs.BatchResultErrorEntry[],
): { Successful: R[]; Failed: sqs.BatchResultErrorEntry[] | undefined } {
  return { Successful: successful, Failed: failed.length === 0 ? undefined : failed }
}
