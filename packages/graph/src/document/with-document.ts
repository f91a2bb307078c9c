import { getNodeValue, type Node } from 'jsonc-parser'
import type { JsonPath } from '../shape/machine-shape.ts'
import { strictTree } from '../shape/text-tree.ts'
import { nodeAtPath, withValue } from './text-edits.ts'

/** Characters. Each piece that changes costs a walk through all of the text. */
const LONGEST = 30_000

/**
 * The text changed so that it says `value`: what says the same already stays as it is written, to the byte; new members stand where they
 * do in `value`. A text that is no JSON object, or too long to be gone through piece by piece, is written anew.
 */
export function withDocument(text: string, value: unknown): string {
  return text.length <= LONGEST && strictTree(text) ? changed(text, [], value) : JSON.stringify(value, null, 2)
}

function changed(text: string, path: JsonPath, value: unknown): string {
  const node = nodeAtPath(strictTree(text)!, path)!
  const now: unknown = getNodeValue(node)
  if (isSame(now, value)) return text
  if (node.type === 'array' && Array.isArray(value) && node.children?.length === value.length) {
    return value.reduce<string>((result, item, index) => changed(result, [...path, index], item), text)
  }
  if (node.type !== 'object' || typeof value !== 'object' || value === null || Array.isArray(value)) return withValue(text, path, value)
  let result = text
  let before: string | undefined
  const wanted = Object.entries(value)
  for (const name of namesOf(node)) if (!Object.hasOwn(value, name)) result = withValue(result, [...path, name], undefined)
  for (const [name, member] of wanted) {
    const isThere = Object.hasOwn(now as object, name)
    if (!isThere) result = withValue(result, [...path, name], member, before)
    else if (!isSame((now as Record<string, unknown>)[name], member)) result = changed(result, [...path, name], member)
    before = name
  }
  return result
}

function namesOf(node: Node): string[] {
  return (node.children ?? []).map(property => String(property.children?.[0]?.value))
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other
  const [own, theirs] = [Object.keys(one), Object.keys(other)]
  if (Array.isArray(one) !== Array.isArray(other) || own.length !== theirs.length) return false
  return own.every(
    name => Object.hasOwn(other, name) && isSame((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
  )
}
