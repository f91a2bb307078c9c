import type { Shape, StructureShape, TimestampFormat } from '@pasos/models'
import { SerializationError } from './serialization-error.ts'

/** How one format holds what has no form common to all of them. */
export interface Leaves {
  readTimestamp(value: unknown): Date
  readBlob(value: unknown): Uint8Array
  writeTimestamp(value: Date, format: TimestampFormat | undefined): unknown
  writeBlob(value: Uint8Array): unknown
  writeNumber(value: number): unknown
}

export type Values = Record<string, unknown>

/**
 * Parsed JSON or CBOR to typed values. Unknown members and nulls are dropped, as AWS drops them; a value of another type is a
 * {@link SerializationError} in AWS's words. Reads own members of known names only, so `__proto__` in a body stays harmless.
 */
export function readStructure(shape: StructureShape, value: unknown, leaves: Leaves): Values {
  const result: Values = {}
  const source = mapIn(value)
  for (const { name, wireName, shape: member } of shape.members) {
    if (!Object.hasOwn(source, wireName)) continue
    const present = source[wireName]
    if (present !== null && present !== undefined) result[name] = readValue(member, present, leaves)
  }
  return result
}

function readValue(shape: Shape, value: unknown, leaves: Leaves): unknown {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? value : mismatch(value, 'String')
    case 'boolean':
      return typeof value === 'boolean' ? value : mismatch(value, 'Boolean')
    case 'number':
      return shape.whole ? readWhole(value) : readNumber(value)
    case 'timestamp':
      return leaves.readTimestamp(value)
    case 'blob':
      return leaves.readBlob(value)
    case 'document':
      return value
    case 'list':
      return listIn(value).map(item => (item === null ? null : readValue(shape.member, item, leaves)))
    case 'map':
      return readMap(shape.value, value, leaves)
    case 'structure':
    case 'union':
      if (typeof value !== 'object') throw new SerializationError('Expected null')
      return readStructure(shape, value, leaves)
  }
}

/** @throws SerializationError in AWS's words */
export function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new SerializationError('Expected list or null')
}

/** @throws SerializationError in AWS's words */
export function mapIn(value: unknown): Values {
  if (typeof value !== 'object' || value === null) throw new SerializationError('Expected map or null')
  if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected')
  return value as Values
}

function readMap(shape: Shape, value: unknown, leaves: Leaves): Values {
  const entries: [string, unknown][] = []
  for (const [key, item] of Object.entries(mapIn(value))) {
    if (item !== null) entries.push([key, readValue(shape, item, leaves)])
  }
  // fromEntries defines own members, so a key named __proto__ is a key like any other.
  return Object.fromEntries(entries)
}

function readWhole(value: unknown): number {
  const number = readNumber(value)
  // As text in a form or an address: what is no whole number cannot be read as one.
  return Number.isInteger(number) ? number : mismatch(value, 'Integer')
}

function readNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  return mismatch(value, 'Integer')
}

type Wanted = 'String' | 'Boolean' | 'Integer' | 'Timestamp' | 'Blob'

/** Throws in the words AWS's JSON parser uses, e.g. `NUMBER_VALUE can not be converted to a String`. */
export function mismatch(value: unknown, wanted: Wanted): never {
  if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected')
  if (typeof value === 'object') throw new SerializationError('Start of structure or map found where not expected.')
  throw new SerializationError(`${tokenOf(value)} can not be converted to ${wantedText(wanted)}`)
}

function wantedText(wanted: Wanted): string {
  if (wanted === 'Timestamp') return 'milliseconds since epoch'
  return `${wanted === 'Integer' ? 'an' : 'a'} ${wanted}`
}

function tokenOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'STRING_VALUE'
    case 'boolean':
      return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
    default:
      return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
  }
}

/** Typed values to what JSON.stringify or the CBOR writer takes. Members the shape does not have are left out. */
export function writeStructure(shape: StructureShape, value: Values, leaves: Leaves): Values {
  const result: Values = {}
  for (const { name, wireName, shape: member } of shape.members) {
    const present = value[name]
    if (present !== undefined && present !== null) result[wireName] = writeValue(member, present, leaves)
  }
  return result
}

export function writeValue(shape: Shape, value: unknown, leaves: Leaves): unknown {
  switch (shape.kind) {
    case 'string':
    case 'boolean':
    case 'document':
      return value
    case 'number':
      return leaves.writeNumber(value as number)
    case 'timestamp':
      return leaves.writeTimestamp(value as Date, shape.timestamp)
    case 'blob':
      return leaves.writeBlob(value as Uint8Array)
    case 'list':
      return (value as unknown[]).map(item => (item === null || item === undefined ? null : writeValue(shape.member, item, leaves)))
    case 'map': {
      const entries = Object.entries(value as Values).filter(([, item]) => item !== undefined)
      return Object.fromEntries(entries.map(([key, item]) => [key, item === null ? null : writeValue(shape.value, item, leaves)]))
    }
    case 'structure':
    case 'union':
      return writeStructure(shape, value as Values, leaves)
  }
}
