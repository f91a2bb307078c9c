/**
 * Everything durable that is neither an execution nor configuration: messages of queues, items of tables, events, sessions, invocations
 * that wait. Entries are kept by space (`sqs.message`) and key; the keys of a space are ordered by their UTF-8 bytes. What is read is as
 * of the last commit; nothing is kept in memory.
 */
export interface DataStore {
  get(space: string, key: string): Promise<DataValue | undefined>
  /** The entries of a range in the order of their keys, one page of them. */
  scan(space: string, range: DataRange): Promise<DataEntry[]>
  /**
   * All of them or none. Resolves once they are on disk; rejects when the store can be written no more. The commits of a process become
   * durable in the order in which they were given, turns of executions among them.
   */
  commit(writes: readonly DataWrite[]): Promise<void>
}

export type DataValue = string | Uint8Array

export interface DataEntry {
  key: string
  value: DataValue
}

export interface DataRange {
  /** The lowest key; without it from the beginning. */
  from?: string | undefined
  /** The key before which it ends; without it at the end. */
  before?: string | undefined
  /** From the highest key down. */
  reverse?: boolean
  limit: number
}

/** Puts a value, deletes a key (`value` undefined), or deletes the keys from `from` on and before `before`. */
export type DataWrite = { space: string; key: string; value: DataValue | undefined } | { space: string; from: string; before: string }

/** The key before which all keys that begin with `prefix` lie: for ranges. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`
}

/** All entries of a range, read page by page while they are used. */
export async function* entriesOf(
  data: Pick<DataStore, 'scan'>,
  space: string,
  { from = '', before, pageSize = 500 }: { from?: string; before?: string; pageSize?: number } = {},
): AsyncGenerator<DataEntry> {
  let next: string | undefined = from
  while (next !== undefined) {
    const page: DataEntry[] = await data.scan(space, { from: next, before, limit: pageSize })
    yield* page
    // The lowest key that can follow.
    next = page.length < pageSize ? undefined : `${page.at(-1)?.key}\u0000`
  }
}
