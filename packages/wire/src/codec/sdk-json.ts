import type { Shape, StructureShape } from '@pasos/models'
import { mismatch, type Values } from './tree.ts'

/**
 * The JSON in which Step Functions' AWS SDK integrations speak of an API: members begin with a capital letter, timestamps are
 * ISO 8601 text, blobs plain text (base64 where the bytes are no UTF-8), and what stands where the API wants text is written out as
 * JSON. https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 *
 * @throws SerializationError for a value that has no meaning as its member's type
 */
export function readSdkJson(shape: StructureShape, value: unknown): Values {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return mismatch(value, 'Map')
  const result: Values = {}
  const source = value as Values
  for (const { name, shape: member } of shape.members) {
    const key = capitalized(name)
    if (!Object.hasOwn(source, key)) continue
    const present = source[key]
    if (present !== null && present !== undefined) result[name] = readValue(member, present)
  }
  return result
}

function readValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'string':
      return asText(value)
    case 'blob':
      return Buffer.from(asText(value))
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true'
      return typeof value === 'boolean' ? value : mismatch(value, 'Boolean')
    case 'number':
      return readNumber(value)
    case 'timestamp':
      return readTimestamp(value)
    case 'document':
      return value
    case 'list':
      return Array.isArray(value) ? value.map(item => readValue(shape.member, item)) : mismatch(value, 'List')
    case 'map':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return mismatch(value, 'Map')
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readValue(shape.value, item)]))
    case 'structure':
    case 'union':
      return readSdkJson(shape, value)
  }
}

/** Nested JSON becomes text by itself. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function readNumber(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && !Number.isNaN(number) ? number : mismatch(value, 'Integer')
}

function readTimestamp(value: unknown): Date {
  const date = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? mismatch(value, 'Timestamp') : date
}

/** Typed values to the JSON a state gets: members in the order of their names, and those without a value left out. */
export function writeSdkJson(shape: StructureShape, value: Values): Values {
  const result: Values = {}
  for (const { name, key, shape: member } of outputMembers(shape)) {
    const present = value[name]
    if (present !== undefined && present !== null) result[key] = writeValue(member, present)
  }
  return result
}

interface OutputMember {
  name: string
  key: string
  shape: Shape
}

const sorted = new WeakMap<StructureShape, OutputMember[]>()

function outputMembers(shape: StructureShape): OutputMember[] {
  const known = sorted.get(shape)
  if (known !== undefined) return known
  const members = shape.members
    .map(({ name, shape: member }) => ({ name, key: capitalized(name), shape: member }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  sorted.set(shape, members)
  return members
}

function writeValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'document':
      return value
    case 'timestamp':
      return instantText(value as Date)
    case 'blob':
      return blobText(value as Uint8Array)
    case 'list':
      return (value as unknown[]).map(item => writeValue(shape.member, item))
    case 'map':
      return Object.fromEntries(Object.entries(value as Values).map(([key, item]) => [key, writeValue(shape.value, item)]))
    case 'structure':
    case 'union':
      return writeSdkJson(shape, value as Values)
  }
}

/** As Java's Instant has it: no fraction when it is zero. */
function instantText(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function blobText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  }
}

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
