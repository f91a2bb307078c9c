import { isLost } from './lost.ts'
import { patiently } from './patiently.ts'
import type { Connect, Session } from './session.ts'

/** Reads, over several connections: always as of the last commit, never behind a write. */
export interface Readers {
  rows<R>(text: string, values?: readonly unknown[]): Promise<R[]>
  row<R>(text: string, values?: readonly unknown[]): Promise<R | undefined>
  close(): Promise<void>
}

interface Slot {
  session: Promise<Session> | undefined
  waiting: number
}

/** What is asked is asked again, for a minute: on another connection where that was lost, and as it is where it stood in another's way. */
export function readers(connect: Connect, size: number): Readers {
  const slots: Slot[] = Array.from({ length: size }, () => ({ session: undefined, waiting: 0 }))
  let isClosed = false

  const ask = async <R>(text: string, values: readonly unknown[]): Promise<R[]> => {
    const slot = slots.reduce((least, each) => (each.waiting < least.waiting ? each : least))
    slot.waiting++
    slot.session ??= connect()
    const mine = slot.session
    try {
      const session = await mine
      if (!session.isLost) return await session.rows<R>(text, values)
      throw Object.assign(new Error('the connection was lost'), { code: '08006' })
    } catch (error) {
      if (isLost(error) && slot.session === mine) slot.session = undefined
      throw error
    } finally {
      slot.waiting--
    }
  }

  const rows = <R>(text: string, values: readonly unknown[] = []): Promise<R[]> =>
    patiently(
      async () => {
        // Nobody would end a connection that is made from now on.
        if (isClosed) throw new Error('The connections to PostgreSQL have been closed.')
        return ask<R>(text, values)
      },
      () => isClosed,
    )

  return {
    rows,
    row: async (text, values) => (await rows<never>(text, values))[0],
    async close() {
      isClosed = true
      for (const { session } of slots) await session?.then(open => open.end()).catch(() => undefined)
    },
  }
}
