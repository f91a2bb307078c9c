/**
 * Where records lie in the data store. The current version of a key is found under the key itself, so that listings go in the order of
 * keys; older ones lie behind it, newest first.
 */
export const currentSpace = 's3.object'
export const versionSpace = 's3.version'
export const bytesSpace = 's3.bytes'
export const uploadSpace = 's3.upload'
export const partSpace = 's3.part'

/** Stands between a key and what follows; no key has it, as it is written as two characters there. */
const SEPARATOR = '\u0001!'

/** Keys in an order like their own, without the separator. */
function escaped(key: string): string {
  return key.replaceAll('\u0001', '\u0001\u0002')
}

export function currentPlace(bucketId: string, key: string): string {
  return `${bucketId}:${escaped(key)}`
}

/** `serial` grows with each version. */
export function versionPlace(bucketId: string, key: string, serial: number): string {
  return `${versionsPrefix(bucketId, key)}${String(Number.MAX_SAFE_INTEGER - serial).padStart(16, '0')}`
}

export function versionsPrefix(bucketId: string, key: string): string {
  return `${currentPlace(bucketId, key)}${SEPARATOR}`
}

export function uploadPlace(bucketId: string, key: string, uploadId: string): string {
  return `${currentPlace(bucketId, key)}${SEPARATOR}${uploadId}`
}

export function partPlace(uploadId: string, part: number): string {
  return `${uploadId}:${String(part).padStart(5, '0')}`
}
