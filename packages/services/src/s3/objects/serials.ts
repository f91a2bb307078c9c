import type { DataStore } from '@pasos/engine'

const serialSpace = 's3.serial'
const reservedKey = 'reserved'

/** What is reserved at a time: a minute of microseconds, so the store is asked once a minute at most. */
const RESERVED = 60_000_000

/**
 * Serials of versions: microseconds, or one more than the last. They grow with every call, also over a restart behind which the clock
 * stands earlier, because none is given out beyond what the store has been told of, and the next process begins behind that.
 *
 * @returns the next serial, by the clock's milliseconds
 */
export function serials(data: Pick<DataStore, 'get' | 'commit'>): (now: number) => Promise<number> {
  let last = 0
  let reserved = 0
  let opened: Promise<void> | undefined
  const open = async (): Promise<void> => {
    last = Number((await data.get(serialSpace, reservedKey)) ?? 0)
    reserved = last
  }
  return async now => {
    opened ??= open()
    await opened
    const serial = Math.max(last + 1, now * 1_000)
    last = serial
    if (serial >= reserved) {
      reserved = serial + RESERVED
      // Commits are in order: what is written under a serial is on disk only after this.
      await data.commit([{ space: serialSpace, key: reservedKey, value: String(reserved) }])
    }
    return serial
  }
}
