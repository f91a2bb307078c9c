import type { ListShape, MapShape, Member, Shape, SimpleShape, StructureShape } from '@pasos/models'
import type { Values } from '../codec/tree.ts'
import { printedValues } from './printed-values.ts'

/** What of an input its model forbids, in the order of the model. */
export interface Violations {
  /** In AWS's words: `Value 'x' at 'name' failed to satisfy constraint: Member must …`. */
  findings: string[]
  /** Names of required members that are missing. */
  missing: string[]
  /** What a service says instead of all findings. */
  ownText?: string
}

interface Place {
  path: string
  /** The member's name as the API has it. */
  member: string
  sensitive: boolean
}

type Check = (value: unknown, place: Place, found: Violations) => void

/** What is wrong with an input, or nothing. Values have the types of their shapes. */
export function findViolations(shape: StructureShape, input: Values): Violations | undefined {
  const check = checkOf(shape)
  if (check === undefined) return undefined
  const found: Violations = { findings: [], missing: [] }
  check(input, { path: '', member: '', sensitive: false }, found)
  return found.findings.length === 0 ? undefined : found
}

/** `null` while a shape is looked at that may contain itself. */
const checks = new WeakMap<Shape, { check: Check | undefined } | null>()

/** The check of a shape; nothing where neither it nor what it contains demands anything. */
function checkOf(shape: Shape): Check | undefined {
  const known = checks.get(shape)
  if (known !== undefined) return known === null ? (value, place, found) => checks.get(shape)?.check?.(value, place, found) : known.check
  checks.set(shape, null)
  const check = makeCheck(shape)
  checks.set(shape, { check })
  return check
}

function makeCheck(shape: Shape): Check | undefined {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return structureCheck(shape)
    case 'list':
      return listCheck(shape)
    case 'map':
      return mapCheck(shape)
    default:
      return simpleCheck(shape)
  }
}

function structureCheck(shape: StructureShape): Check | undefined {
  const demanding = shape.members.flatMap(({ name, required, traits, shape: member }) => {
    const check = checkOf(member)
    const sensitive = traits.sensitive === true || ('sensitive' in member && member.sensitive === true)
    return check === undefined && !required ? [] : [{ name, label: decapitalized(name), required, sensitive, check }]
  })
  if (demanding.length === 0) return undefined
  return (value, { path, sensitive }, found) => {
    for (const member of demanding) {
      const present = (value as Values)[member.name]
      const place = path === '' ? member.label : `${path}.${member.label}`
      if (present === undefined || present === null) {
        if (!member.required) continue
        found.missing.push(member.name)
        found.findings.push(`Value null at '${place}' failed to satisfy constraint: Member must not be null`)
      } else member.check?.(present, { path: place, member: member.name, sensitive: sensitive || member.sensitive }, found)
    }
  }
}

function listCheck(shape: ListShape): Check | undefined {
  const { member } = shape
  const isNested = member.kind === 'structure' || member.kind === 'union' || member.kind === 'list' || member.kind === 'map'
  const nested = isNested ? checkOf(member) : undefined
  const demands = isNested ? [] : demandsOf(member)
  return (value, place, found) => {
    const items = value as unknown[]
    checkSize(items.length, shape, value, place, found)
    items.forEach((item, index) => {
      const path = `${place.path}.${index + 1}.member`
      if (item === null) found.findings.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`)
      else nested?.(item, { ...place, path }, found)
    })
    if (demands.length > 0 && items.some(item => item !== null && !demands.every(demand => demand.holds(item)))) {
      found.findings.push(failure(shape, value, place, `Member must satisfy constraint: ${listed(demands)}`))
    }
  }
}

function mapCheck(shape: MapShape): Check | undefined {
  const isNested = !isSimple(shape.value)
  const nested = isNested ? checkOf(shape.value) : undefined
  const ofKeys = demandsOf(shape.key)
  const ofValues = isNested ? [] : demandsOf(shape.value)
  if (nested === undefined && ofKeys.length + ofValues.length === 0 && shape.min === undefined && shape.max === undefined) return undefined
  return (value, place, found) => {
    const entries = Object.entries(value as Values).filter(([, item]) => item !== null && item !== undefined)
    checkSize(entries.length, shape, value, place, found)
    if (entries.some(([key]) => !ofKeys.every(demand => demand.holds(key)))) {
      found.findings.push(failure(shape, value, place, `Map keys must satisfy constraint: ${listed(ofKeys)}`))
    }
    if (entries.some(([, item]) => !ofValues.every(demand => demand.holds(item)))) {
      found.findings.push(failure(shape, value, place, `Map value must satisfy constraint: ${listed(ofValues)}`))
    }
    for (const [key, item] of entries) nested?.(item, { ...place, path: `${place.path}.${key}.member` }, found)
  }
}

function isSimple(shape: Shape): shape is SimpleShape {
  return shape.kind !== 'structure' && shape.kind !== 'union' && shape.kind !== 'list' && shape.kind !== 'map'
}

function simpleCheck(shape: SimpleShape): Check | undefined {
  const demands = demandsOf(shape)
  if (demands.length === 0) return undefined
  return (value, place, found) => {
    for (const { text, holds } of demands) {
      if (holds(value)) continue
      found.findings.push(failure(shape, value, place, text))
      if (shape.patternText !== undefined && text.startsWith('Member must satisfy regular')) {
        found.ownText ??= shape.patternText.replace('{member}', decapitalized(place.member))
      }
    }
  }
}

interface Demand {
  /** `Member must have length less than or equal to 3`. */
  text: string
  holds: (value: unknown) => boolean
}

/** What a text, number or blob must be. */
function demandsOf(shape: Shape): Demand[] {
  if (!isSimple(shape)) return []
  const demands: Demand[] = []
  const { kind, values, min, max, pattern } = shape
  const size = sizeOf(shape)
  const what = kind === 'number' ? 'value' : 'length'
  if (values !== undefined) {
    const known = new Set(values)
    demands.push({
      text: `Member must satisfy enum value set: [${printedValues(values).join(', ')}]`,
      holds: value => known.has(value as string),
    })
  }
  if (max !== undefined) demands.push({ text: `Member must have ${what} less than or equal to ${max}`, holds: value => size(value) <= max })
  if (min !== undefined)
    demands.push({ text: `Member must have ${what} greater than or equal to ${min}`, holds: value => size(value) >= min })
  if (pattern !== undefined && kind === 'string') {
    const fits = patternTest(pattern)
    // What is too long is refused already: a pattern never sees it.
    const holds = (value: unknown) => (max !== undefined && size(value) > max) || fits(value as string)
    demands.push({ text: `Member must satisfy regular expression pattern: ${pattern}`, holds })
  }
  return demands
}

function sizeOf({ kind, bytes, max = Number.POSITIVE_INFINITY }: SimpleShape): (value: unknown) => number {
  switch (kind) {
    case 'number':
      return value => value as number
    case 'string':
      if (!bytes) return value => (value as string).length
      // A string of n UTF-16 units has at most 3n bytes: most strings need no counting to know that they fit.
      return value => ((value as string).length * 3 <= max ? (value as string).length : Buffer.byteLength(value as string))
    default:
      return value => (value instanceof Uint8Array ? value.length : 0)
  }
}

/** Java's expressions as ours: the whole text must fit, and a few classes are written otherwise. */
export function patternTest(pattern: string): (text: string) => boolean {
  const ignoresCase = pattern.startsWith('(?i)')
  const source = `^(?:${(ignoresCase ? pattern.slice(4) : pattern).replaceAll('\\p{Print}', '[\\x20-\\x7e]')})$`
  const flags = ignoresCase ? 'i' : ''
  let expression: RegExp
  try {
    expression = new RegExp(source, `${flags}u`)
  } catch {
    // Java lets every character be escaped; without `u` so do we.
    expression = new RegExp(source, flags)
  }
  return text => expression.test(text)
}

function checkSize(size: number, shape: ListShape | MapShape, value: unknown, place: Place, found: Violations) {
  const { min, max } = shape
  if (max !== undefined && size > max)
    found.findings.push(failure(shape, value, place, `Member must have length less than or equal to ${max}`))
  if (min !== undefined && size < min)
    found.findings.push(failure(shape, value, place, `Member must have length greater than or equal to ${min}`))
}

function listed(demands: readonly Demand[]): string {
  return `[${demands.map(({ text }) => text).join(', ')}]`
}

function failure(shape: Shape, value: unknown, { path, sensitive }: Place, demand: string): string {
  const shown = sensitive ? 'Value' : `Value '${printed(shape, value)}'`
  return `${shown} at '${path}' failed to satisfy constraint: ${demand}`
}

const hidden = '*** Sensitive Data Redacted ***'

/** Values as the SDK for Java prints them: `[a, b]`, `{k=v}`, `Tag(Key=k)`. */
function printed(shape: Shape, value: unknown): string {
  if (value === null || value === undefined) return 'null'
  switch (shape.kind) {
    case 'list':
      return `[${(value as unknown[]).map(item => printed(shape.member, item)).join(', ')}]`
    case 'map': {
      const entries = Object.entries(value as Values).map(([key, item]) => `${key}=${printed(shape.value, item)}`)
      return `{${entries.join(', ')}}`
    }
    case 'structure':
    case 'union': {
      const present = shape.members.filter(({ name }) => ((value as Values)[name] ?? null) !== null)
      const isHidden = ({ traits, shape: member }: Member) => traits.sensitive || ('sensitive' in member && member.sensitive)
      const members = present.map(
        member => `${member.name}=${isHidden(member) ? hidden : printed(member.shape, (value as Values)[member.name])}`,
      )
      return `${shape.name}(${members.join(', ')})`
    }
    case 'blob': {
      const { length } = value as Uint8Array
      return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`
    }
    case 'timestamp':
      return (value as Date).toISOString()
    default:
      return String(value)
  }
}

/** AWS names members in these messages with a small first letter, whatever the shape says. */
function decapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
