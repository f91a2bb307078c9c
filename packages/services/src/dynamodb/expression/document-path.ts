import { type AttributeValue, type Item, validationError } from '../values/attribute-value.ts'
import type { Placeholders } from './placeholders.ts'
import { isReservedWord } from './reserved-words.ts'
import type { TokenStream } from './token-stream.ts'

/** A place in an item: an attribute's name, then names in maps and positions in lists. */
export type DocumentPath = readonly [string, ...(string | number)[]]

export function parsePath(stream: TokenStream, placeholders: Placeholders): DocumentPath {
  const path: [string, ...(string | number)[]] = [parseName(stream, placeholders)]
  for (;;) {
    if (stream.skip('.')) path.push(parseName(stream, placeholders))
    else if (stream.skip('[')) {
      if (!/^\d+$/.test(stream.peek() ?? '')) throw stream.unexpected()
      path.push(Number(stream.next()))
      stream.take(']')
    } else return path
  }
}

function parseName(stream: TokenStream, placeholders: Placeholders): string {
  const token = stream.peek() ?? ''
  if (/^#./.test(token)) return placeholders.name(stream.kind, stream.next())
  if (!/^[A-Za-z_]/.test(token)) throw stream.unexpected()
  if (isReservedWord(token))
    throw validationError(`Invalid ${stream.kind}: Attribute name is a reserved keyword; reserved keyword: ${token}`)
  return stream.next()
}

/** The value at that place; `undefined` where the item has none. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  const [name, ...rest] = path
  let value = Object.hasOwn(item, name) ? item[name] : undefined
  for (const step of rest) {
    if (value === undefined) return undefined
    if (typeof step === 'number') value = 'L' in value ? value.L[step] : undefined
    else value = 'M' in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined
  }
  return value
}

/** As DynamoDB writes a path in its errors: `[a, b, [0]]`. */
export function printPath(path: DocumentPath): string {
  return `[${path.map(step => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`
}

/** Throws when one of the paths leads to or through another: what is to be changed would not be clear. */
export function refuseOverlaps(kind: string, paths: readonly DocumentPath[]): void {
  const root: PathNode = { children: new Map() }
  for (const path of paths) insert(kind, root, path)
}

interface PathNode {
  children: Map<string | number, PathNode>
  /** The path that ends here. */
  path?: DocumentPath
}

function insert(kind: string, root: PathNode, path: DocumentPath): void {
  let node = root
  for (const step of path) {
    const other = [...node.children.keys()].find(key => typeof key !== typeof step)
    if (node !== root && other !== undefined) throw pathError(kind, 'conflict with each other', anyPath(node), path)
    let child = node.children.get(step)
    if (child === undefined) {
      child = { children: new Map() }
      node.children.set(step, child)
    }
    if (child.path) throw pathError(kind, 'overlap with each other', child.path, path)
    node = child
  }
  if (node.children.size > 0) throw pathError(kind, 'overlap with each other', anyPath(node), path)
  node.path = path
}

function anyPath(node: PathNode): DocumentPath {
  let at = node
  while (at.path === undefined) at = at.children.values().next().value!
  return at.path
}

function pathError(kind: string, what: string, one: DocumentPath, two: DocumentPath): Error {
  return validationError(
    `Invalid ${kind}: Two document paths ${what}; must remove or rewrite one of these paths; path one: ${printPath(one)}, path two: ${printPath(two)}`,
  )
}
