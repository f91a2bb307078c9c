import { afterPrefix, type DataStore } from '@pasos/engine'

/** Changes of alarms' states, by `ACCOUNT/REGION/`, moment and an id. */
export const historySpace = 'cloudwatch.alarm-history'

/** AWS keeps the history of an alarm for 30 days. */
const keptMs = 30 * 86_400_000

export function momentKey({ accountId, region }: { accountId: string; region: string }, at: number): string {
  return `${accountId}/${region}/${String(Math.max(0, at)).padStart(15, '0')}/`
}

/** Removes what is older than AWS keeps it, of every account and region. */
export async function sweepHistory(data: DataStore, now: number): Promise<void> {
  let from = ''
  for (;;) {
    const [oldest] = await data.scan(historySpace, { from, limit: 1 })
    if (!oldest) return
    const [accountId = '', region = ''] = oldest.key.split('/')
    const prefix = `${accountId}/${region}/`
    await data.commit([{ space: historySpace, from: prefix, before: momentKey({ accountId, region }, now - keptMs) }])
    from = afterPrefix(prefix)
  }
}
