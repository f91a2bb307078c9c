import type { SharedReads } from '../ports.ts'
import type { ConfigurationCopy } from './configuration-copy.ts'

/**
 * Answers how to wait until everything is here that was acknowledged before: the database says how far the configuration is, so that a node which
 * no change was pushed to goes by none that is gone. Who asks while it is being asked shares the next question with all others who do: the one
 * under way may be older than what they count on. Rejects when the database says nothing for long, as it does to a node that is cut off: others may
 * be better off.
 */
export function newestConfiguration(
  shared: Pick<SharedReads, 'documentRevision'>,
  configuration: Pick<ConfigurationCopy, 'upTo'>,
  patienceMs = 1_000,
): () => Promise<void> {
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined

  const begin = (): Promise<void> => {
    let late: NodeJS.Timeout | undefined
    const tooLate = new Promise<never>((_resolve, reject) => {
      late = setTimeout(() => reject(new Error('The database does not say how far the configuration is.')), patienceMs)
    })
    const asked = Promise.race([shared.documentRevision().then(configuration.upTo), tooLate]).finally(() => {
      clearTimeout(late)
      if (current === asked) current = undefined
    })
    current = asked
    return asked
  }
  return () => {
    if (current === undefined) return begin()
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return begin()
      })
    return next
  }
}
