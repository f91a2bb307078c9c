import { crc32 } from 'node:zlib'
import type { Journal, JournalIndex, TurnWrite } from '../ports/journal.ts'
import { emptyWrite, record } from './journal-samples.ts'

/** How an execution that may be packed has ended. */
export const ended = { status: 'SUCCEEDED', stopDate: 10, output: '1' } as const

/** The ids of a history with so many events. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

/** What a store that packs the histories of executions which have ended is tried with. The journal may be another after each test. */
export function historiesToPack(journal: () => Journal & JournalIndex) {
  /** By execution, that of all its events so far. */
  const sums = new Map<number, number>()

  const commit = (write: Partial<TurnWrite> & { number: number }, to: Journal = journal()): Promise<void> =>
    new Promise((resolve, reject) => to.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))

  /** Rows of history of so many events each, chained as the engine does; `filler` makes them large. */
  const rows = (number: number, first: number, counts: number[], filler = ''): TurnWrite['history'] => {
    let firstId = first
    return counts.map(count => {
      const ids = Array.from({ length: count }, (_, index) => firstId + index)
      const text = JSON.stringify(ids.map(id => ({ id, previousEventId: id - 1, timestamp: 0, type: 'PassStateEntered', filler })))
      const sum = crc32(text, firstId === 1 ? 0 : sums.get(number))
      sums.set(number, sum)
      const chunk = { firstId, lastId: firstId + count - 1, text, sum }
      firstId += count
      return chunk
    })
  }

  return {
    ...{ sums, commit, rows },
    /** One that has ended, with rows of so many events each; its number. */
    async execution(name: string, counts: number[], more: { filler?: string; stopDate?: number } = {}): Promise<number> {
      const { filler, stopDate = ended.stopDate } = more
      const number = journal().allocate()
      const created = record(name, { ...ended, stopDate })
      const definition = { id: 'd', text: 'text of d' }
      await commit({ number, created, definition, history: rows(number, 1, counts, filler), nextFrameId: 7 })
      return number
    },
    /** The ids of all events, read in pages of so many. */
    async idsOf(number: number, reverse: boolean, limit: number): Promise<number[]> {
      const ids: number[] = []
      for (let after: number | undefined; ; after = ids.at(-1)) {
        const page = await journal().history(number, { reverse, limit, ...(after === undefined ? {} : { after }) })
        ids.push(...page.events.map(({ id }) => id))
        if (!page.more) return ids
      }
    },
  }
}
