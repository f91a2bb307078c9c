import { afterPrefix, type ContentStore, contentSpace, type DataStore, type DataWrite, goneSpace } from '@pasos/engine'
import { keyLocks } from '../../declaration/key-locks.ts'
import { bytesSpace, currentPlace, currentSpace, versionPlace, versionSpace, versionsPrefix } from './object-keys.ts'
import type { ObjectRecord, Segment } from './object-record.ts'
import { serials } from './serials.ts'

/** A record as it is kept: with where its small bytes are, and its place among the versions. */
export interface StoredObject extends ObjectRecord {
  /** Under what small bytes are kept in the data store. */
  bytesId: string
  /** Grows with every version of the server. */
  serial: number
}

/** The objects of all buckets, on disk. */
export interface ObjectStore {
  /** The current version of a key, a delete marker too. */
  current(bucketId: string, key: string): Promise<StoredObject | undefined>
  version(bucketId: string, key: string, versionId: string): Promise<StoredObject | undefined>
  /** Runs work while nobody else changes that key. */
  exclusively<T>(bucketId: string, key: string, work: () => Promise<T>): Promise<T>
  /** Makes this the current version. `replaces`: versions whose place it takes. Only for work that has the key to itself. */
  put(bucketId: string, object: StoredObject, replaces: readonly StoredObject[], writes: readonly DataWrite[]): Promise<void>
  /** Takes versions away for good; the newest of those left becomes the current one. */
  remove(bucketId: string, key: string, gone: readonly StoredObject[], writes?: readonly DataWrite[]): Promise<void>
  /** Changes what a version says of itself, not its bytes. */
  change(bucketId: string, object: StoredObject): Promise<void>
  versions(bucketId: string, key: string): Promise<StoredObject[]>
  /** The serial of a new version; see `serials`. */
  nextSerial(now: number): Promise<number>
  read(object: Pick<StoredObject, 'segments' | 'bytesId'>, range?: { from: number; before: number }): AsyncIterable<Uint8Array>
  /** What a commit gives up of contents and small bytes. */
  giveUp(bytesId: string, segments: readonly Segment[]): DataWrite[]
  /** Removes the files of contents that a commit has given up. */
  sweep(segments: readonly Segment[]): Promise<void>
}

export function parseObject(value: unknown): StoredObject {
  return JSON.parse(value as string) as StoredObject
}

export function objectStore(data: DataStore, contents: ContentStore): ObjectStore {
  const locks = keyLocks()

  async function versions(bucketId: string, key: string): Promise<StoredObject[]> {
    const prefix = versionsPrefix(bucketId, key)
    const entries = await data.scan(versionSpace, { from: prefix, before: afterPrefix(prefix), limit: Number.MAX_SAFE_INTEGER })
    return entries.map(({ value }) => parseObject(value))
  }

  const currentWrite = (bucketId: string, object: StoredObject): DataWrite => ({
    ...{ space: currentSpace, key: currentPlace(bucketId, object.key) },
    value: JSON.stringify(object),
  })
  const versionWrite = (bucketId: string, object: StoredObject, isGone = false): DataWrite => ({
    ...{ space: versionSpace, key: versionPlace(bucketId, object.key, object.serial) },
    value: isGone ? undefined : JSON.stringify(object),
  })

  function giveUp(bytesId: string, segments: readonly Segment[]): DataWrite[] {
    return segments.flatMap(({ content }): DataWrite[] =>
      content === undefined
        ? [{ space: bytesSpace, key: bytesId, value: undefined }]
        : [
            { space: contentSpace, key: content, value: undefined },
            { space: goneSpace, key: content, value: '' },
          ],
    )
  }

  async function sweep(segments: readonly Segment[]): Promise<void> {
    for (const { content } of segments) if (content !== undefined) await contents.remove(content)
  }

  async function* readSegment(bytesId: string, { content, bytes }: Segment, from: number, before: number): AsyncGenerator<Uint8Array> {
    if (content !== undefined) yield* contents.read(content, { from, before })
    else if (bytes > 0) yield ((await data.get(bytesSpace, bytesId)) as Uint8Array).subarray(from, before)
  }

  return {
    versions,
    nextSerial: serials(data),
    giveUp,
    sweep,
    async current(bucketId, key) {
      const value = await data.get(currentSpace, currentPlace(bucketId, key))
      return value === undefined ? undefined : parseObject(value)
    },
    async version(bucketId, key, versionId) {
      return (await versions(bucketId, key)).find(object => object.versionId === versionId)
    },
    exclusively: (bucketId, key, work) => locks.run([currentPlace(bucketId, key)], work),
    async put(bucketId, object, replaces, writes) {
      const gone = replaces.flatMap(old => [versionWrite(bucketId, old, true), ...giveUp(old.bytesId, old.segments)])
      await data.commit([...gone, ...writes, currentWrite(bucketId, object), versionWrite(bucketId, object)])
      for (const { segments } of replaces) await sweep(segments)
    },
    async remove(bucketId, key, gone, writes = []) {
      const taken = new Set(gone.map(({ serial }) => serial))
      const newest = (await versions(bucketId, key)).find(({ serial }) => !taken.has(serial))
      const current: DataWrite = newest
        ? currentWrite(bucketId, newest)
        : { space: currentSpace, key: currentPlace(bucketId, key), value: undefined }
      await data.commit([
        ...gone.flatMap(old => [versionWrite(bucketId, old, true), ...giveUp(old.bytesId, old.segments)]),
        ...writes,
        current,
      ])
      for (const { segments } of gone) await sweep(segments)
    },
    async change(bucketId, object) {
      const current = await data.get(currentSpace, currentPlace(bucketId, object.key))
      const isCurrent = current !== undefined && parseObject(current).serial === object.serial
      await data.commit([versionWrite(bucketId, object), ...(isCurrent ? [currentWrite(bucketId, object)] : [])])
    },
    async *read({ segments, bytesId }, { from, before } = { from: 0, before: Number.POSITIVE_INFINITY }) {
      let start = 0
      for (const segment of segments) {
        const end = start + segment.bytes
        if (end > from && start < before)
          yield* readSegment(bytesId, segment, Math.max(0, from - start), Math.min(segment.bytes, before - start))
        start = end
      }
    },
  }
}
