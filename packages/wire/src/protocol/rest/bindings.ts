import type { Member, Shape, StructureShape } from '@pasos/models'
import { plainText, readInstant } from '../../codec/plain-text.ts'
import { SerializationError } from '../../codec/serialization-error.ts'
import type { Values } from '../../codec/tree.ts'
import { escapeUri } from '../../signature/canonical-request.ts'

/** What REST protocols have outside their bodies: members in the path, the query and the headers. */

export type Headers = Record<string, string | undefined>

export function isInBody({ traits }: Member): boolean {
  const { label, header, prefixHeaders, query, queryParams, responseCode, payload } = traits
  return !(label || header !== undefined || prefixHeaders !== undefined || query !== undefined || queryParams || responseCode || payload)
}

const bodyShapes = new WeakMap<StructureShape, StructureShape>()

/** The same structure with only those members that travel in the body. */
export function bodyShape(shape: StructureShape): StructureShape {
  let inBody = bodyShapes.get(shape)
  if (inBody === undefined) {
    inBody = { ...shape, members: shape.members.filter(isInBody) }
    bodyShapes.set(shape, inBody)
  }
  return inBody
}

export function payloadOf(shape: StructureShape): Member | undefined {
  return shape.members.find(member => member.traits.payload)
}

/** Members that headers hold. @throws SerializationError */
export function readHeaders(shape: StructureShape, headers: Headers, values: Values): void {
  for (const { name, shape: target, traits } of shape.members) {
    if (traits.header !== undefined) {
      const text = headers[traits.header.toLowerCase()]
      if (text !== undefined && text !== '') values[name] = readBoundText(target, traits.jsonValue ? base64Text(text) : text)
    } else if (traits.prefixHeaders !== undefined) {
      const prefix = traits.prefixHeaders.toLowerCase()
      const found = Object.entries(headers).filter(([key, value]) => key.startsWith(prefix) && value !== undefined)
      if (found.length > 0) values[name] = Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]))
    }
  }
}

/** The headers that members are bound to. Text that headers cannot hold loses what they cannot hold. */
export function writeHeaders(shape: StructureShape | undefined, values: Values): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const { name, shape: target, traits } of shape?.members ?? []) {
    const value = values[name]
    if (value === undefined || value === null) continue
    if (traits.header !== undefined) {
      const text = boundText(target, value, 'rfc822')
      headers[traits.header.toLowerCase()] = traits.jsonValue ? Buffer.from(text).toString('base64') : headerText(text)
    } else if (traits.prefixHeaders !== undefined) {
      for (const [key, text] of Object.entries(value as Values)) {
        if (/^[\w!#$%&'*+.^`|~-]+$/.test(key)) headers[`${traits.prefixHeaders}${key}`.toLowerCase()] = headerText(String(text))
      }
    }
  }
  return headers
}

/** Members that the query holds; `fixed` are the fields that are no members. @throws SerializationError */
export function readQuery(shape: StructureShape, query: URLSearchParams, fixed: readonly string[], values: Values): void {
  for (const { name, shape: target, traits } of shape.members) {
    if (traits.query !== undefined) {
      if (!query.has(traits.query)) continue
      values[name] =
        target.kind === 'list'
          ? query.getAll(traits.query).map(text => readBoundText(target.member, text))
          : readBoundText(target, query.get(traits.query)!)
    } else if (traits.queryParams) {
      const bound = new Set<string | undefined>([...fixed, ...shape.members.map(other => other.traits.query)])
      values[name] = Object.fromEntries([...query].filter(([key]) => !bound.has(key)))
    }
  }
}

/** The fields of the query that members are bound to. */
export function writeQuery(shape: StructureShape, values: Values): [string, string][] {
  const fields: [string, string][] = []
  for (const { name, shape: target, traits } of shape.members) {
    const value = values[name]
    if (value === undefined || value === null) continue
    if (traits.query !== undefined) {
      const items = target.kind === 'list' ? (value as unknown[]) : [value]
      const item = target.kind === 'list' ? target.member : target
      for (const one of items) fields.push([traits.query, boundText(item, one, 'iso8601')])
    } else if (traits.queryParams) {
      for (const [key, text] of Object.entries(value as Values)) {
        for (const one of Array.isArray(text) ? text : [text]) fields.push([key, String(one)])
      }
    }
  }
  return fields
}

/** The path of a URI template with its labels filled in. @throws SerializationError for a label without a value */
export function writePath(template: string, shape: StructureShape, values: Values): string {
  return template.replaceAll(/\{([^}+]+)(\+?)\}/g, (_, name: string, greedy: string) => {
    const value = values[name]
    const member = shape.byName.get(name)
    if (member === undefined || value === undefined || value === null || value === '') {
      throw new SerializationError(`${name} is part of the address and must have a value`)
    }
    const text = escapeUri(boundText(member.shape, value, 'iso8601'))
    return greedy === '' ? text : text.replaceAll('%2F', '/')
  })
}

/** The text of a label, a header or a query field as its member's type. @throws SerializationError */
export function readBoundText(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'number': {
      const number = Number(text)
      if (text.trim() === '' || Number.isNaN(number)) throw new SerializationError('STRING_VALUE can not be converted to an Integer')
      return number
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new SerializationError('STRING_VALUE can not be converted to a Boolean')
      return text === 'true'
    case 'timestamp': {
      const instant = readInstant(text)
      if (instant === undefined) throw new SerializationError('STRING_VALUE can not be converted to milliseconds since epoch')
      return instant
    }
    case 'list':
      return splitHeader(shape.member, text).map(item => readBoundText(shape.member, item.trim()))
    default:
      return text
  }
}

/** Times in headers have a comma of their own. */
function splitHeader(member: Shape, text: string): string[] {
  if (member.kind === 'timestamp' && (member.timestamp ?? 'rfc822') === 'rfc822') return text.match(/[^,]+,[^,]+/g) ?? []
  return text.split(',')
}

function boundText(shape: Shape, value: unknown, standard: 'rfc822' | 'iso8601'): string {
  if (shape.kind === 'list') return (value as unknown[]).map(item => boundText(shape.member, item, standard)).join(',')
  return 'timestamp' in shape || shape.kind === 'timestamp' || shape.kind === 'blob'
    ? plainText(shape as { kind: 'timestamp' | 'blob' }, value, standard)
    : String(value)
}

/** Header values are Latin-1 without line ends; anything else would be an injection or crash the listener. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
}

function base64Text(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}
