import type { Shape, StructureShape } from '@pasos/models'
import { SerializationError } from './serialization-error.ts'
import type { Values } from './tree.ts'

/** A node of the tree that `Tags.member.1.Key=a` spells. Maps, not objects: a form key may be called `__proto__`. */
interface FormNode {
  text?: string
  children?: Map<string, FormNode>
}

const maxDepth = 64

/** Form fields (`application/x-www-form-urlencoded`, or the query of a GET) to the typed values of a shape. */
export function readForm(shape: StructureShape, fields: Iterable<[string, string]>): Values {
  const root: FormNode = {}
  for (const [key, text] of fields) plant(root, key, text)
  return readStructure(shape, root)
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

function readStructure(shape: StructureShape, node: FormNode): Values {
  const result: Values = {}
  if (node.children === undefined) return result
  for (const { name, shape: member } of shape.members) {
    const child = node.children.get(name)
    if (child !== undefined) result[name] = readValue(member, child, name)
  }
  return result
}

function readValue(shape: Shape, node: FormNode, name: string): unknown {
  switch (shape.kind) {
    case 'list':
      return readList(shape.member, node, name)
    case 'map':
      return readMap(shape.value, node)
    case 'structure':
    case 'union':
      return readStructure(shape, node)
    default:
      if (node.text === undefined) throw new SerializationError('Start of structure or map found where not expected.')
      return readText(shape.kind, node.text)
  }
}

/** `Name.member.1`, or a list whose members have a name of their own. `Name=` is the empty list. */
function readList(member: Shape, node: FormNode, name: string): unknown[] {
  const wrapper = node.children?.get('member') ?? (node.children?.size === 1 ? [...node.children.values()][0] : undefined)
  const items: [number, FormNode][] = []
  for (const [index, item] of wrapper?.children ?? []) {
    if (!/^[1-9]\d{0,5}$/.test(index)) throw new SerializationError(`${index} is not a valid index.`)
    items.push([Number(index), item])
  }
  items.sort(([a], [b]) => a - b)
  return items.map(([, item]) => readValue(member, item, name))
}

/** `Name.entry.1.key` with `Name.entry.1.value`. */
function readMap(value: Shape, node: FormNode): Values {
  const entries: [string, unknown][] = []
  for (const item of node.children?.get('entry')?.children?.values() ?? []) {
    const key = item.children?.get('key')?.text
    const held = item.children?.get('value')
    if (key !== undefined && held !== undefined) entries.push([key, readValue(value, held, 'value')])
  }
  return Object.fromEntries(entries)
}

function readText(kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document', text: string): unknown {
  switch (kind) {
    case 'string':
    case 'document':
      return text
    case 'number': {
      const number = Number(text)
      if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) throw new SerializationError(`${text} is not a valid number`)
      return number
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new SerializationError(`${text} is not a valid boolean`)
      return text === 'true'
    case 'timestamp': {
      const date = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text)
      if (Number.isNaN(date.getTime())) throw new SerializationError(`timestamp must follow ISO8601, but was ${text}`)
      return date
    }
    case 'blob':
      return Buffer.from(text, 'base64')
  }
}
