import { findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser'
import type { JsonPath } from '../shape/machine-shape.ts'
import { strictTree } from '../shape/text-tree.ts'
import { indentUnit, laidOut, lineEnd, lineIndent, type Style, written } from './written.ts'

export function nodeAtPath(root: Node, path: JsonPath): Node | undefined {
  return findNodeAtLocation(root, path as JSONPath)
}

/** The name of the member at the path, with its quotes. */
export function keyNode(root: Node, path: JsonPath): Node | undefined {
  return nodeAtPath(root, path)?.parent?.children?.[0]
}

/**
 * Sets or (with `undefined`) removes what stands at the path; objects that are missing on the way are made. A new member comes behind the
 * member `after`, or last. Only that member's text changes, not even the lines beside it; it is written as its surroundings are.
 */
export function withValue(text: string, path: JsonPath, value: unknown, after?: string): string {
  if (value === undefined) return without(text, path)
  const changed = withContent(text, path, (style, indent) => written(text, value, style, indent), after)
  return changed ?? withValue(text, path.slice(0, -1), typeof path.at(-1) === 'number' ? [value] : { [path.at(-1)!]: value }, after)
}

/**
 * As `withValue`, with a value that is written already, where there is something to put it into: its numbers keep their digits, and its
 * layout stays as far as its surroundings allow.
 */
export function withText(text: string, path: JsonPath, json: string, after?: string): string {
  return withContent(text, path, (style, indent) => laidOut(text, json, style, indent), after) ?? text
}

type Content = (style: Style, indent: string) => string

/** Undefined where what would hold it is missing. */
function withContent(text: string, path: JsonPath, content: Content, after: string | undefined): string | undefined {
  const root = strictTree(text)!
  const present = nodeAtPath(root, path)
  if (present) {
    const owner = present.parent?.type === 'property' ? present.parent.parent! : (present.parent ?? root)
    const begins = lineIndent(text, present.parent?.offset ?? present.offset)
    return text.slice(0, present.offset) + content(styleIn(text, owner), begins) + text.slice(present.offset + present.length)
  }
  const owner = nodeAtPath(root, path.slice(0, -1))
  return owner && withMember(text, owner, path.at(-1)!, content, after)
}

function withMember(text: string, owner: Node, key: string | number, content: Content, after: string | undefined): string {
  const style = styleIn(text, owner)
  const siblings = owner.children ?? []
  const position = after === undefined ? -1 : siblings.findIndex(each => each.children?.[0]?.value === after)
  const before = siblings[position === -1 ? siblings.length - 1 : position]
  const indent = before ? lineIndent(text, before.offset) : lineIndent(text, owner.offset) + indentUnit(text)
  const name = owner.type === 'array' ? '' : `${JSON.stringify(String(key))}:${style === 'compact' ? '' : ' '}`
  const member = name + content(style, indent)
  const eol = lineEnd(text)
  const gap = style === 'lines' ? eol + indent : style === 'line' ? ' ' : ''
  if (before) {
    const end = before.offset + before.length
    return `${text.slice(0, end)},${gap}${member}${text.slice(end)}`
  }
  const close = style === 'lines' ? eol + lineIndent(text, owner.offset) : gap
  const [open, shut] = owner.type === 'array' ? '[]' : '{}'
  return `${text.slice(0, owner.offset)}${open}${gap}${member}${close}${shut}${text.slice(owner.offset + owner.length)}`
}

/** Takes out a member, or an entry of a list, with the comma that nothing follows any more. What is not there stays away. */
function without(text: string, path: JsonPath): string {
  const node = nodeAtPath(strictTree(text)!, path)
  const entry = node?.parent?.type === 'property' ? node.parent : node
  const owner = entry?.parent
  if (!entry || !owner?.children) return text
  const index = owner.children.indexOf(entry)
  const [before, next] = [owner.children[index - 1], owner.children[index + 1]]
  const isList = owner.type === 'array'
  const isMidst = isList && next !== undefined
  const from = isMidst ? entry.offset : before ? before.offset + before.length : owner.offset + 1
  const end = isList && !before && !next ? owner.offset + owner.length - 1 : entry.offset + entry.length
  return text.slice(0, from) + text.slice(next && (isMidst || !before) ? next.offset : end)
}

/** How an object is written: over several lines, on one line of many, or in a text without any line. */
function styleIn(text: string, owner: Node): Style {
  if (!text.trim().includes('\n')) return /^\{\s*"[^"]*":\S/.test(text.trim()) ? 'compact' : 'line'
  const isEmpty = (owner.children?.length ?? 0) === 0
  return isEmpty || text.slice(owner.offset, owner.offset + owner.length).includes('\n') ? 'lines' : 'line'
}

/** Replaces strings at several paths at once, each where it stands. */
export function withStrings(text: string, root: Node, paths: readonly JsonPath[], value: string): string {
  const nodes = paths.flatMap(path => nodeAtPath(root, path) ?? [])
  return replaced(text, nodes, JSON.stringify(value))
}

/** The same new text in place of each node; nodes must not overlap. */
export function replaced(text: string, nodes: readonly Node[], content: string): string {
  let result = text
  for (const node of [...nodes].sort((a, b) => b.offset - a.offset)) {
    result = result.slice(0, node.offset) + content + result.slice(node.offset + node.length)
  }
  return result
}

/** The text with an entry of a list and the one behind it in each other's place; undefined where there are not two. */
export function withSwapped(text: string, list: JsonPath, index: number): string | undefined {
  const root = strictTree(text)!
  const [one, other] = [nodeAtPath(root, [...list, index]), nodeAtPath(root, [...list, index + 1])]
  if (!one || !other) return undefined
  const [first, between, second] = [
    text.slice(one.offset, one.offset + one.length),
    text.slice(one.offset + one.length, other.offset),
    text.slice(other.offset, other.offset + other.length),
  ]
  return text.slice(0, one.offset) + second + between + first + text.slice(other.offset + other.length)
}

/** `Next` in place of `End`, or the other way round without a name. */
export function withNext(text: string, state: JsonPath, next: string | undefined): string {
  const [gone, there, value] = next === undefined ? ['Next', 'End', true] : ['End', 'Next', next]
  const root = strictTree(text)!
  const isThere = nodeAtPath(root, [...state, gone]) !== undefined
  const set = withValue(text, [...state, there], value, isThere ? gone : undefined)
  return isThere ? withValue(set, [...state, gone], undefined) : set
}
