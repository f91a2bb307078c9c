import type { StructureShape } from '@pasos/models'
import type { LiftedBody } from './blob-lifter.ts'
import { instantText } from './plain-text.ts'
import { SerializationError } from './serialization-error.ts'
import { type Leaves, mismatch, readStructure, type Values, writeStructure } from './tree.ts'

/** Deeper nesting is refused before anything is parsed. */
const maxDepth = 256

const invalidBase64 = 'Invalid Base64 value'
const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Timestamps are seconds since 1970 with a fraction, blobs base64, and numbers that JSON lacks are strings. */
const jsonLeaves: Leaves = {
  readTimestamp(value) {
    if (typeof value === 'number') return validDate(new Date(Math.round(value * 1000)))
    const date = typeof value === 'string' ? new Date(value) : undefined
    return date === undefined || Number.isNaN(date.getTime()) ? mismatch(value, 'Timestamp') : date
  },
  readBlob(value) {
    if (typeof value !== 'string') return mismatch(value, 'Blob')
    if (!base64.test(value)) throw new SerializationError(invalidBase64)
    return Buffer.from(value, 'base64')
  },
  writeTimestamp: (value, format = 'unixTimestamp') => (format === 'unixTimestamp' ? value.getTime() / 1000 : instantText(value, format)),
  writeBlob: value => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
  writeNumber: value => (Number.isFinite(value) ? value : String(value)),
}

function validDate(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new SerializationError('Invalid timestamp')
  return date
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Bytes to a JSON value. An empty body is an empty object, as for AWS. */
export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {}
  // Each level is a byte at least.
  if (body.length > maxDepth) checkDepth(body)
  try {
    return JSON.parse(utf8.decode(body))
  } catch (error) {
    throw new SerializationError('Unable to parse the request as JSON', { cause: error })
  }
}

/** The body of a request to the typed values of its shape. */
export function readJson(shape: StructureShape, body: Uint8Array): Values {
  return readStructure(shape, parseJson(body), jsonLeaves)
}

/** Typed values to JSON text. */
export function writeJson(shape: StructureShape, value: Values): string {
  return JSON.stringify(writeJsonTree(shape, value))
}

/** `blobs`: those that were lifted out of the body, whose places say `*` and which one. */
export function readJsonTree(shape: StructureShape, value: unknown, blobs: LiftedBody['blobs'] = []): Values {
  return readStructure(shape, value, blobs.length === 0 ? jsonLeaves : { ...jsonLeaves, readBlob: value => readLifted(value, blobs) })
}

function readLifted(value: unknown, blobs: LiftedBody['blobs']): Uint8Array {
  const place = typeof value === 'string' && value.startsWith('*') ? Number(value.slice(1)) : undefined
  if (place === undefined) return jsonLeaves.readBlob(value)
  const blob = blobs[place]
  if (blob === undefined) throw new SerializationError(invalidBase64)
  return blob
}

export function writeJsonTree(shape: StructureShape, value: Values): Values {
  return writeStructure(shape, value, jsonLeaves)
}

function checkDepth(body: Uint8Array) {
  let depth = 0
  let inString = false
  for (let index = 0; index < body.length; index++) {
    const byte = body[index]
    if (inString) {
      if (byte === 0x5c) index++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > maxDepth) throw new SerializationError('Maximum nesting depth exceeded')
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
}
