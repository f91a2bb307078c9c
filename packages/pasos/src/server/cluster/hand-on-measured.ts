import type { MeasuredMinute } from '@pasos/services'
import type { Composition } from '../compose-services.ts'

/** As it goes over the wire. */
type Sent = Omit<MeasuredMinute, 'values'> & { values: [value: number, count: number][] }

const everyMs = 5_000
/** A node that ends waits no longer for a home that is not there. */
const lastMs = 500

/**
 * Hands what functions of this node are measured by on to the home, where CloudWatch is. What was measured in the seconds before a crash of
 * either is lost, as on one machine. Answers how to stop.
 */
export function handOnMeasured(
  { collectMeasured }: Pick<Composition, 'collectMeasured'>,
  send: (minutes: readonly Sent[]) => Promise<unknown>,
): () => Promise<void> {
  const take = collectMeasured()
  const handOn = async (): Promise<void> => {
    const minutes = take()
    if (minutes.length > 0) await send(minutes.map(minute => ({ ...minute, values: [...minute.values] })))
  }
  const timer = setInterval(() => void handOn().catch(() => undefined), everyMs)
  return async () => {
    clearInterval(timer)
    const late = new Promise(resolve => setTimeout(resolve, lastMs).unref())
    await Promise.race([handOn().catch(() => undefined), late])
  }
}

/** What the home does with it. */
export function keepMeasured({ keepMeasured: keep }: Pick<Composition, 'keepMeasured'>, minutes: readonly Sent[]): Promise<void> {
  return keep(minutes.map(minute => ({ ...minute, values: new Map(minute.values) })))
}
