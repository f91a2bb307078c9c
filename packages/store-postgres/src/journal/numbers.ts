import type { Readers } from '../connection/readers.ts'

/** What the sequence `numbers` goes on by. */
const blockSize = 65_536

/**
 * Gives numbers that no execution ever had, without asking anybody: from blocks, the next of which is fetched when half of the present one
 * is gone. What is left of a block when the process ends is lost, which is no loss.
 */
export async function openNumbers({ row }: Readers): Promise<() => number> {
  const fetchBlock = async (): Promise<number> => (await row<{ first: number }>("SELECT nextval('numbers') AS first"))!.first
  let next = await fetchBlock()
  let end = next + blockSize
  let following: number | undefined
  let isFetching = false

  const fetchFollowing = (): void => {
    isFetching = true
    fetchBlock().then(
      first => {
        following = first
        isFetching = false
      },
      // The database is away: nothing can be started then, and the next number asks again.
      () => {
        isFetching = false
      },
    )
  }

  return () => {
    if (following === undefined && !isFetching && next > end - blockSize / 2) fetchFollowing()
    if (next === end) {
      if (following === undefined) throw new Error('The database has given no numbers for new executions.')
      next = following
      end = next + blockSize
      following = undefined
    }
    return next++
  }
}
