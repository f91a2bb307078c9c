import type { ListShape, MapShape, Member, Shape, SimpleShape, StructureShape } from '@pasos/models'
import { plainText, readInstant } from './plain-text.ts'
import { SerializationError } from './serialization-error.ts'
import type { Values } from './tree.ts'

/** A node of the tree that `Tags.member.1.Key=a` spells. Maps, not objects: a form key may be called `__proto__`. */
interface FormNode {
  text?: string
  children?: Map<string, FormNode>
}

const maxDepth = 64

/** How names of members and lists are spelled: `Tags.member.1.Key` in awsQuery, `Tag.1.Key` in ec2Query. */
export type FormDialect = 'awsQuery' | 'ec2Query'

/** Form fields (`application/x-www-form-urlencoded`, or the query of a GET) to the typed values of a shape. */
export function readForm(shape: StructureShape, fields: Iterable<[string, string]>, dialect: FormDialect = 'awsQuery'): Values {
  const root: FormNode = {}
  for (const [key, text] of fields) plant(root, key, text)
  return readStructure(shape, root, dialect)
}

function nameOf({ shape, wireName, traits }: Member, dialect: FormDialect): string {
  if (traits.queryName !== undefined) return traits.queryName
  if (dialect === 'ec2Query') return wireName.charAt(0).toUpperCase() + wireName.slice(1)
  return shape.kind === 'list' && shape.flattened && shape.memberName !== 'member' ? shape.memberName : wireName
}

function plant(root: FormNode, key: string, text: string) {
  const names = key.split('.', maxDepth + 1)
  if (names.length > maxDepth) throw new SerializationError('Maximum nesting depth exceeded')
  let node = root
  for (const name of names) {
    node.children ??= new Map()
    let child = node.children.get(name)
    if (child === undefined) {
      child = {}
      node.children.set(name, child)
    }
    node = child
  }
  node.text = text
}

function readStructure(shape: StructureShape, node: FormNode, dialect: FormDialect): Values {
  const result: Values = {}
  if (node.children === undefined) return result
  for (const member of shape.members) {
    const child = node.children.get(nameOf(member, dialect))
    if (child !== undefined) result[member.name] = readValue(member.shape, child, dialect)
  }
  return result
}

function readValue(shape: Shape, node: FormNode, dialect: FormDialect): unknown {
  switch (shape.kind) {
    case 'list':
      return readList(shape, node, dialect)
    case 'map':
      return readMap(shape, node, dialect)
    case 'structure':
    case 'union':
      return readStructure(shape, node, dialect)
    default:
      if (node.text === undefined) throw new SerializationError('Start of structure or map found where not expected.')
      return readText(shape.kind, node.text)
  }
}

/** `Name.member.1` (or another word for `member`), flattened `Name.1`. `Name=` is the empty list. */
function readList({ member, flattened }: ListShape, node: FormNode, dialect: FormDialect): unknown[] {
  const isFlat = flattened === true || dialect === 'ec2Query'
  const wrapper = isFlat ? node : (node.children?.get('member') ?? onlyChild(node))
  const items: [number, FormNode][] = []
  for (const [index, item] of wrapper?.children ?? []) {
    if (!/^[1-9]\d{0,5}$/.test(index)) throw new SerializationError(`${index} is not a valid index.`)
    items.push([Number(index), item])
  }
  items.sort(([a], [b]) => a - b)
  return items.map(([, item]) => readValue(member, item, dialect))
}

function onlyChild({ children }: FormNode): FormNode | undefined {
  return children?.size === 1 ? [...children.values()][0] : undefined
}

/** `Name.entry.1.key` with `Name.entry.1.value`, flattened `Name.1.key`. */
function readMap({ value, keyName, valueName, flattened }: MapShape, node: FormNode, dialect: FormDialect): Values {
  const entries: [string, unknown][] = []
  const wrapper = flattened ? node : node.children?.get('entry')
  for (const item of wrapper?.children?.values() ?? []) {
    const key = item.children?.get(keyName)?.text
    const held = item.children?.get(valueName)
    if (key !== undefined && held !== undefined) entries.push([key, readValue(value, held, dialect)])
  }
  return Object.fromEntries(entries)
}

/** Typed values to form fields, in the order of the model. */
export function writeForm(shape: StructureShape, value: Values, dialect: FormDialect): [string, string][] {
  const fields: [string, string][] = []
  writeMembers(shape, value, '', dialect, fields)
  return fields
}

function writeMembers(shape: StructureShape, value: Values, prefix: string, dialect: FormDialect, fields: [string, string][]) {
  for (const member of shape.members) {
    const present = value[member.name]
    if (present !== undefined && present !== null) writeField(member.shape, present, prefix + nameOf(member, dialect), dialect, fields)
  }
}

function writeField(shape: Shape, value: unknown, name: string, dialect: FormDialect, fields: [string, string][]) {
  switch (shape.kind) {
    case 'list': {
      const items = value as unknown[]
      const isFlat = shape.flattened === true || dialect === 'ec2Query'
      if (items.length === 0 && !isFlat) fields.push([name, ''])
      const prefix = isFlat ? name : `${name}.${shape.memberName}`
      for (const [index, item] of items.entries()) writeField(shape.member, item, `${prefix}.${index + 1}`, dialect, fields)
      return
    }
    case 'map': {
      const prefix = shape.flattened ? name : `${name}.entry`
      for (const [index, [key, item]] of Object.entries(value as Values).entries()) {
        fields.push([`${prefix}.${index + 1}.${shape.keyName}`, key])
        writeField(shape.value, item, `${prefix}.${index + 1}.${shape.valueName}`, dialect, fields)
      }
      return
    }
    case 'structure':
    case 'union':
      writeMembers(shape, value as Values, `${name}.`, dialect, fields)
      return
    default:
      fields.push([name, plainText(shape, value, 'iso8601')])
  }
}

function readText(kind: SimpleShape['kind'], text: string): unknown {
  switch (kind) {
    case 'number': {
      const number = Number(text)
      if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) throw new SerializationError(`${text} is not a valid number`)
      return number
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new SerializationError(`${text} is not a valid boolean`)
      return text === 'true'
    case 'timestamp':
      return readInstant(text) ?? refuseInstant(text)
    case 'blob':
      return Buffer.from(text, 'base64')
    default:
      return text
  }
}

function refuseInstant(text: string): never {
  throw new SerializationError(`timestamp must follow ISO8601, but was ${text}`)
}
