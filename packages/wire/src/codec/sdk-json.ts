import { crc32 } from 'node:zlib'
import { isStream, type Member, type OperationShape, type Shape, type StructureShape } from '@pasos/models'
import { isoText } from './plain-text.ts'
import { SerializationError } from './serialization-error.ts'
import { listIn, mapIn, mismatch, type Values } from './tree.ts'

/**
 * How an API looks to a state: `sdk` to AWS SDK integrations (members as the SDK for Java calls them, times as ISO 8601 text), `api` to
 * optimized integrations (members as the API calls them, times as epoch milliseconds). Members begin with a capital letter either way.
 */
export type SdkNames = 'sdk' | 'api'

/** What a state calls a member. */
export function memberKey({ name, sdkName }: Member, names: SdkNames): string {
  return names === 'sdk' ? sdkName : name.charAt(0).toUpperCase() + name.slice(1)
}

/**
 * The JSON of a state as the input of an operation. Blobs are plain text, and what stands where the API wants text is written out as
 * JSON. https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 *
 * @throws SerializationError for a value that has no meaning as its member's type
 */
export function readSdkJson(shape: StructureShape, value: unknown, names: SdkNames = 'sdk'): Values {
  const result: Values = {}
  const source = mapIn(value)
  for (const { name, key, shape: member } of inputMembers(shape, names)) {
    if (!Object.hasOwn(source, key)) continue
    const present = source[key]
    if (present !== null && present !== undefined) result[name] = readMember(member, source, key, names)
  }
  return result
}

type InputMember = Pick<OutputMember, 'name' | 'key' | 'shape'>

const named = { sdk: new WeakMap<StructureShape, InputMember[]>(), api: new WeakMap<StructureShape, InputMember[]>() }

/** In the order of the model. */
function inputMembers(shape: StructureShape, names: SdkNames): InputMember[] {
  const known = named[names].get(shape)
  if (known !== undefined) return known
  const members = shape.members.map(member => ({ name: member.name, key: memberKey(member, names), shape: member.shape }))
  named[names].set(shape, members)
  return members
}

function readMember(shape: Shape, holder: object, key: string | number, names: SdkNames): unknown {
  const value = (holder as Values)[key]
  switch (shape.kind) {
    case 'string':
      return textOf(holder, key)
    case 'blob':
      // AWS: what is uploaded is JSON, a text with its quotes included.
      return shape.neverText ? encodedBytes(textOf(holder, key)) : Buffer.from(shape.streaming ? jsonOf(holder, key) : textOf(holder, key))
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true'
      return typeof value === 'boolean' ? value : mismatch(value, 'Boolean')
    case 'number':
      return readNumber(shape, value)
    case 'timestamp':
      return readTimestamp(value)
    case 'document':
      return value
    case 'list':
      return listIn(value).map((_, index, list) => readMember(shape.member, list, index, names))
    case 'map':
      return Object.fromEntries(Object.keys(mapIn(value)).map(name => [name, readMember(shape.value, value as object, name, names)]))
    case 'structure':
    case 'union':
      if (typeof value !== 'object') throw new SerializationError('Expected null')
      return readSdkJson(shape, value, names)
  }
}

/** What is no base64 is bytes all the same: the service says what is wrong with them. */
function encodedBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : Buffer.from(text)
}

/** Nested JSON becomes text by itself. */
function textOf(holder: object, key: string | number): string {
  const value = (holder as Values)[key]
  return typeof value === 'string' ? value : jsonOf(holder, key)
}

/** A number by itself does not know how it was written; what holds it may, and tells so when it is written out. */
function jsonOf(holder: object, key: string | number): string {
  const values = holder as Values
  const { [key]: value, toJSON } = values
  return JSON.stringify(typeof value === 'number' && typeof toJSON === 'function' ? toJSON.call(holder)[key] : value)
}

function readNumber({ whole }: { whole?: boolean }, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  const isGood = typeof number === 'number' && (whole ? Number.isInteger(number) : !Number.isNaN(number))
  return isGood ? number : mismatch(value, 'Integer')
}

function readTimestamp(value: unknown): Date {
  const date = new Date(typeof value === 'string' || typeof value === 'number' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? mismatch(value, 'Timestamp') : date
}

/** Typed values to the JSON a state gets: members in the order of their names, and those without a value left out. */
export function writeSdkJson(shape: StructureShape, value: Values, names: SdkNames = 'sdk'): Values {
  const result: Values = {}
  for (const { name, key, shape: member, isFlat } of outputMembers(shape, names)) {
    const present = value[name]
    if (present === undefined || present === null || (isFlat && isEmpty(present))) continue
    result[key] = writeValue(member, present, names)
  }
  return result
}

interface OutputMember {
  name: string
  key: string
  shape: Shape
  /** On the wire its items stand side by side, so that without any there is nothing to be seen. */
  isFlat: boolean
}

function isEmpty(value: unknown): boolean {
  return Object.keys(value as object).length === 0
}

const sorted = { sdk: new WeakMap<StructureShape, OutputMember[]>(), api: new WeakMap<StructureShape, OutputMember[]>() }

function outputMembers(shape: StructureShape, names: SdkNames): OutputMember[] {
  const known = sorted[names].get(shape)
  if (known !== undefined) return known
  // AWS shows what is downloaded after everything else.
  const members = shape.members
    .map(member => ({ name: member.name, key: memberKey(member, names), shape: member.shape, isFlat: isFlattened(member) }))
    .sort((a, b) => Number(isStream(a.shape)) - Number(isStream(b.shape)) || (a.key < b.key ? -1 : 1))
  sorted[names].set(shape, members)
  return members
}

function isFlattened({ shape, traits }: Member): boolean {
  return (shape.kind === 'list' || shape.kind === 'map') && (traits.flattened === true || shape.flattened === true)
}

function writeValue(shape: Shape, value: unknown, names: SdkNames): unknown {
  switch (shape.kind) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'document':
      return value
    case 'timestamp':
      return names === 'sdk' ? isoText(value as Date) : (value as Date).getTime()
    case 'blob':
      return blobText(value as Uint8Array, shape)
    case 'list':
      return (value as unknown[]).map(item => writeValue(shape.member, item, names))
    case 'map':
      return Object.fromEntries(Object.entries(value as Values).map(([key, item]) => [key, writeValue(shape.value, item, names)]))
    case 'structure':
    case 'union':
      return writeSdkJson(shape, value as Values, names)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** AWS: what is downloaded is text whatever its bytes are; other blobs that are no text are base64. */
function blobText(bytes: Uint8Array, { streaming, neverText }: { streaming?: true; neverText?: true }): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (streaming) return buffer.toString('utf8')
  if (neverText) return buffer.toString('base64')
  try {
    return utf8.decode(bytes)
  } catch {
    return buffer.toString('base64')
  }
}

const completed = new WeakMap<StructureShape, { tokens: string[]; body: string | undefined }>()

/** Of an input, by name: the tokens that make a repeat harmless, and what is uploaded. */
function completedMembers(shape: StructureShape): { tokens: string[]; body: string | undefined } {
  const known = completed.get(shape)
  if (known !== undefined) return known
  const tokens = shape.members.filter(({ traits }) => traits.idempotencyToken).map(({ name }) => name)
  const found = { tokens, body: shape.members.find(member => isStream(member.shape))?.name }
  completed.set(shape, found)
  return found
}

/**
 * Adds what the SDK for Java sends of its own accord: tokens that make a repeat of the call harmless, where the API takes one; type and
 * CRC32 of what is uploaded.
 */
export function completeInput({ input: shape, model }: Pick<OperationShape, 'input' | 'model'>, input: Values, token: string): Values {
  const { tokens, body } = completedMembers(shape)
  for (const name of tokens) if (input[name] === undefined) input[name] = token
  const bytes = body === undefined ? undefined : input[body]
  if (!(bytes instanceof Uint8Array)) return input
  const type = shape.members.find(({ traits }) => traits.header?.toLowerCase() === 'content-type')
  if (type !== undefined) input[type.name] ??= 'text/plain; charset=UTF-8'
  if (model.checksum?.algorithm !== undefined && shape.byName.has('ChecksumCRC32')) {
    const checksum = Buffer.alloc(4)
    checksum.writeUInt32BE(crc32(bytes))
    input['ChecksumCRC32'] ??= checksum.toString('base64')
  }
  return input
}
