import type { AttributeValue, Item } from '../values/attribute-value.ts'
import { type DocumentPath, parsePath, refuseOverlaps, valueAt } from './document-path.ts'
import type { Placeholders } from './placeholders.ts'
import { tokenStream } from './token-stream.ts'

export function parseProjection(text: string, placeholders: Placeholders): DocumentPath[] {
  const stream = tokenStream('ProjectionExpression', text)
  const paths = [parsePath(stream, placeholders)]
  while (stream.skip(',')) paths.push(parsePath(stream, placeholders))
  stream.mustEnd()
  refuseOverlaps('ProjectionExpression', paths)
  return paths
}

interface Wanted {
  /** Everything below is wanted. */
  isWhole: boolean
  children: Map<string | number, Wanted>
}

/** The parts of an item at those paths, where they are: maps keep their names, lists close up. */
export function project(item: Item, paths: readonly DocumentPath[]): Item {
  const root: Wanted = { isWhole: false, children: new Map() }
  for (const path of paths) if (valueAt(item, path) !== undefined) want(root, path)
  return partOfMap(item, root)
}

function want(root: Wanted, path: DocumentPath): void {
  let node = root
  for (const step of path) {
    let child = node.children.get(step)
    if (child === undefined) {
      child = { isWhole: false, children: new Map() }
      node.children.set(step, child)
    }
    node = child
  }
  node.isWhole = true
}

function partOfMap(map: Item, { children }: Wanted): Item {
  const part: Item = Object.create(null)
  for (const [name, wanted] of children) part[name] = partOf(map[name]!, wanted)
  return part
}

function partOf(value: AttributeValue, wanted: Wanted): AttributeValue {
  if (wanted.isWhole) return value
  if ('M' in value) return { M: partOfMap(value.M, wanted) }
  if (!('L' in value)) return value
  const positions = [...wanted.children.keys()].map(Number).sort((a, b) => a - b)
  return { L: positions.map(position => partOf(value.L[position]!, wanted.children.get(position)!)) }
}
