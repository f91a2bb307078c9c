import { afterPrefix, type DataStore, type DataWrite, type ExecutionIndex, entriesOf } from '@pasos/engine'

/** One execution that runs another one again, as the other one's list shows it. */
export interface RerunLink {
  executionArn: string
  /** Epoch milliseconds. */
  startDate: number
  stateName: string
  eventId: number
  hasOtherInput: boolean
  hasOtherDefinition: boolean
}

const space = 'states.rerun'
/** Wider than any date in milliseconds, so that keys are in the order of the starts. */
const dateDigits = 15

/** To be committed with the start, so that no rerun lacks its link and no link its rerun. */
export function linkWrite(parentArn: string, link: RerunLink): DataWrite {
  const date = String(link.startDate).padStart(dateDigits, '0')
  return { space, key: `${parentArn}\n${date}\n${link.executionArn}`, value: JSON.stringify(link) }
}

/** The reruns of an execution, newest first; `before` is the key at which the former page ended. */
export async function linksOf(
  data: Pick<DataStore, 'scan'>,
  parentArn: string,
  page: { before?: string; limit: number },
): Promise<{ key: string; link: RerunLink }[]> {
  const from = `${parentArn}\n`
  const entries = await data.scan(space, { from, before: page.before ?? afterPrefix(from), reverse: true, limit: page.limit })
  return entries.map(({ key, value }) => ({ key, link: JSON.parse(String(value)) as RerunLink }))
}

/** Takes away the links whose rerun is no longer kept, once for each run of the server. */
export async function forgetGoneReruns({
  index,
  data,
}: {
  index: Pick<ExecutionIndex, 'describe'>
  data: Pick<DataStore, 'scan' | 'commit'>
}): Promise<void> {
  const gone: DataWrite[] = []
  for await (const { key } of entriesOf(data, space)) {
    const executionArn = key.split('\n')[2]
    if (executionArn === undefined || (await index.describe(executionArn)) === undefined) gone.push({ space, key, value: undefined })
  }
  if (gone.length > 0) await data.commit(gone)
}
