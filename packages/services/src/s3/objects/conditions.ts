import { notModified, preconditionFailed, s3Error } from '../errors.ts'
import { wholeSecond } from '../whole-second.ts'
import type { ObjectRecord } from './object-record.ts'

interface ReadConditions {
  IfMatch?: string
  IfNoneMatch?: string
  IfModifiedSince?: Date
  IfUnmodifiedSince?: Date
}

/** Conditions of a read, in the order of RFC 9110. @throws PreconditionFailed, or NotModified which has no body */
export function checkReadConditions(
  object: ObjectRecord,
  { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince }: ReadConditions,
): void {
  const modified = wholeSecond(object.lastModified)
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object.etag)) throw preconditionFailed('If-Match')
  } else if (IfUnmodifiedSince !== undefined && modified > IfUnmodifiedSince.getTime()) throw preconditionFailed('If-Unmodified-Since')
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, object.etag)) throw notModified()
  } else if (IfModifiedSince !== undefined && modified <= IfModifiedSince.getTime()) throw notModified()
}

/** Conditions of a write over what the key holds now. */
export function checkWriteConditions(
  current: ObjectRecord | undefined,
  { IfMatch, IfNoneMatch }: { IfMatch?: string; IfNoneMatch?: string },
): void {
  const present = current?.isDeleteMarker ? undefined : current
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') throw s3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', 501)
    if (present) throw preconditionFailed('If-None-Match')
  }
  if (IfMatch === undefined) return
  if (!present) throw s3Error('NoSuchKey', 'The specified key does not exist.', 404)
  if (!matches(IfMatch, present.etag)) throw preconditionFailed('If-Match')
}

/** Whether one of the entity tags, quoted or not, is this one; `*` is any. */
export function matches(condition: string, etag: string): boolean {
  return condition.split(',').some(tag => {
    const bare = tag.trim().replace(/^W\//, '').replaceAll('"', '')
    return bare === '*' || bare === etag
  })
}
