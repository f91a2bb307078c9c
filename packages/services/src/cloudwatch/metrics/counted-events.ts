import { hash } from 'node:crypto'
import { type DataStore, type DataWrite, entriesOf } from '@pasos/engine'

/** The feed repeats at most what its follower was told last, of which there are no more. */
const mostRemembered = 50_000
const space = 'cloudwatch.counted'

/** Events that were counted, by execution. */
type Events = ReadonlyMap<string, readonly number[]>

/** Which events were counted, the latest of them. */
export interface CountedEvents {
  of(executionArn: string): readonly number[] | undefined
  /** Whether an event is among those that a former version counted, which kept digests of them. */
  hasDigest(executionArn: string, id: number): boolean
  /** What is written to remember these too, and no more than the latest; `settle` once it is on disk. */
  add(events: Events): { writes: DataWrite[]; settle(): void }
}

/** What was counted together: as it is kept, lines `ARN ID,ID`; a former version kept digests with commas between them. */
interface Chunk {
  key: string
  events: Events
  digests: readonly string[]
}

export async function loadCounted(data: DataStore): Promise<CountedEvents> {
  const known = new Map<string, readonly number[]>()
  const digests = new Set<string>()
  const chunks: Chunk[] = []
  let remembered = 0
  const remember = (chunk: Chunk): void => {
    chunks.push(chunk)
    remembered += sizeOf(chunk)
    for (const [arn, ids] of chunk.events) {
      const before = known.get(arn)
      known.set(arn, before === undefined ? ids : [...before, ...ids])
    }
    for (const digest of chunk.digests) digests.add(digest)
  }
  const forget = (chunk: Chunk): void => {
    remembered -= sizeOf(chunk)
    for (const [arn, ids] of chunk.events) {
      const rest = known.get(arn)?.filter(id => !ids.includes(id)) ?? []
      if (rest.length === 0) known.delete(arn)
      else known.set(arn, rest)
    }
    for (const digest of chunk.digests) digests.delete(digest)
  }
  for await (const { key, value } of entriesOf(data, space)) remember(readChunk(key, String(value)))
  return {
    of: executionArn => known.get(executionArn),
    hasDigest: (executionArn, id) => digests.size > 0 && digests.has(digestOf(executionArn, id)),
    add(events) {
      const key = String(Number(chunks.at(-1)?.key ?? 0) + 1).padStart(15, '0')
      const tooOld: Chunk[] = []
      let rest = remembered
      for (const chunk of chunks) {
        if (rest <= mostRemembered) break
        rest -= sizeOf(chunk)
        tooOld.push(chunk)
      }
      const writes: DataWrite[] = [
        { space, key, value: writtenOf(events) },
        ...tooOld.map(chunk => ({ space, key: chunk.key, value: undefined })),
      ]
      const settle = (): void => {
        for (const chunk of chunks.splice(0, tooOld.length)) forget(chunk)
        remember({ key, events, digests: [] })
      }
      return { writes, settle }
    },
  }
}

/** By turns at least: what a start and its end were told of in one turn is one. */
function sizeOf({ events, digests }: Chunk): number {
  return events.size + digests.length
}

function writtenOf(events: Events): string {
  let text = ''
  for (const [arn, ids] of events) text += `${arn} ${ids.join(',')}\n`
  return text
}

function readChunk(key: string, text: string): Chunk {
  if (!text.endsWith('\n')) return { key, events: new Map(), digests: text.split(',') }
  const events = new Map<string, number[]>()
  for (const line of text.split('\n').slice(0, -1)) {
    const end = line.lastIndexOf(' ')
    events.set(
      line.slice(0, end),
      line
        .slice(end + 1)
        .split(',')
        .map(Number),
    )
  }
  return { key, events, digests: [] }
}

/** What the former version kept of an event. */
function digestOf(executionArn: string, id: number): string {
  return hash('sha256', `${executionArn}#${id}`, 'base64url').slice(0, 16)
}
