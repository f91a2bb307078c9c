import { canonicalText, isDeepEqual, isJsonObject, type Json } from '@pasos/asl'
import { stringify } from 'yaml'
import { parseYaml, plainValue, type SourceMember, type SourceNode } from './source-node.ts'

/** A piece of the text that is replaced; an insertion where nothing is between its ends. */
interface Splice {
  from: number
  to: number
  text: string
}

/** Thrown within this file: a place that cannot be changed piece by piece. The value around it is then written anew. */
class Entangled extends Error {}

/**
 * A text in YAML changed so that it says `value`: what says the same already stays as it is written, to the byte, with its comments. What
 * cannot be changed in its place (aliases, merged mappings) is written anew with what is around it. @throws YamlSyntaxError
 */
export function withYamlValue(text: string, value: Json): string {
  const root = parseYaml(text)
  try {
    const splices: Splice[] = []
    changeNode(text, root, value, splices, undefined)
    const changed = spliced(text, splices)
    if (isDeepEqual(plainValue(parseYaml(changed)), value)) return changed
  } catch (error) {
    if (!(error instanceof Entangled) && (error as Error).name !== 'YamlSyntaxError') throw error
  }
  return block(value)
}

function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = []
  let at = 0
  // Of several at one place the one that was asked for first comes first, and what only comes in before what takes another's place.
  for (const splice of splices.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    parts.push(text.slice(at, splice.from), splice.text)
    at = Math.max(at, splice.to)
  }
  return parts.join('') + text.slice(at)
}

/** `key`: the member that the node is the value of. */
function changeNode(text: string, node: SourceNode, value: Json, splices: Splice[], key: SourceMember | undefined): void {
  if (isDeepEqual(plainValue(node), value)) return
  const isTagged = text[node.start] === '!' || text[node.start] === '*' || text[node.start] === '&'
  const isOpen = !isTagged && isBlock(text, node) && isWhole(node)
  if (isOpen && node.members && isJsonObject(value) && Object.keys(value).length > 0) changeMembers(text, node.members, value, splices)
  else if (isOpen && node.items && Array.isArray(value) && value.length > 0) changeItems(text, node.items, value, splices)
  else splices.push(replacement(text, node, value, key))
}

function isBlock(text: string, node: SourceNode): boolean {
  return (node.members?.length ?? node.items?.length ?? 0) > 0 && text[node.start] !== '{' && text[node.start] !== '['
}

/** Whether all of it stands where it is, and nothing comes from elsewhere by an alias or a merge. */
function isWhole({ start, end, members, items }: SourceNode): boolean {
  const places =
    members?.map(({ nameStart, nameEnd }) => [nameStart, nameEnd] as const) ?? items?.map(each => [each.start, each.end] as const)
  return (places ?? []).every(([from, to]) => from >= start && to <= end)
}

function changeMembers(text: string, members: readonly SourceMember[], value: { [name: string]: Json }, splices: Splice[]): void {
  const names = Object.keys(value)
  const known = new Map(members.map(member => [member.name, member]))
  const renamed = renames(members, names, value)
  const indent = ' '.repeat(columnOf(text, members[0]!.nameStart))
  let anchor: SourceMember | undefined
  for (const name of names) {
    const member = known.get(name) ?? renamed.get(name)
    const wanted = value[name]!
    if (!member) {
      const added = indented(block({ [name]: wanted }).trimEnd(), indent)
      splices.push(anchor ? lineAfter(text, contentEnd(text, anchor.node), added) : lineBefore(text, members[0]!.nameStart, added, indent))
      continue
    }
    if (member.name !== name) splices.push({ from: member.nameStart, to: member.nameEnd, text: inline(name) })
    changeNode(text, member.node, wanted, splices, member)
    anchor = member
  }
  const kept = new Set([...renamed.values()].map(member => member.name))
  members.forEach((member, index) => {
    if (!Object.hasOwn(value, member.name) && !kept.has(member.name)) splices.push(memberCut(text, member, members[index + 1]))
  })
}

/** New names whose value is that of a member that is gone. */
function renames(members: readonly SourceMember[], names: readonly string[], value: { [name: string]: Json }): Map<string, SourceMember> {
  const isKnown = new Set(members.map(member => member.name))
  const gone = Map.groupBy(
    members.filter(member => !Object.hasOwn(value, member.name)),
    member => canonicalText(plainValue(member.node)),
  )
  const found = new Map<string, SourceMember>()
  for (const name of names) {
    const former = isKnown.has(name) ? undefined : gone.get(canonicalText(value[name]!))?.shift()
    if (former) found.set(name, former)
  }
  return found
}

function memberCut(text: string, member: SourceMember, next: SourceMember | undefined): Splice {
  const begin = lineStart(text, member.nameStart)
  const to = lineEnd(text, contentEnd(text, member.node))
  if (text.slice(begin, member.nameStart).trim() === '') return { from: commentsAbove(text, begin), to, text: '' }
  // The first of a list's item, behind its dash: the next one takes its place.
  if (!next) throw new Entangled()
  return { from: member.nameStart, to: next.nameStart, text: '' }
}

/** Items that are the same at both ends stay; between them one after the other is changed, and what is over comes or goes. */
function changeItems(text: string, items: readonly SourceNode[], value: readonly Json[], splices: Splice[]): void {
  const old = items.map(plainValue)
  let head = 0
  while (head < Math.min(old.length, value.length) && isDeepEqual(old[head]!, value[head]!)) head++
  let tail = 0
  const most = Math.min(old.length, value.length) - head
  while (tail < most && isDeepEqual(old.at(-1 - tail)!, value.at(-1 - tail)!)) tail++
  const shared = Math.min(old.length, value.length) - head - tail
  for (let at = head; at < head + shared; at++) changeNode(text, items[at]!, value[at]!, splices, undefined)
  for (const item of items.slice(head + shared, old.length - tail)) {
    const from = lineStart(text, item.start)
    if (!/^\s*-\s+$/.test(text.slice(from, item.start))) throw new Entangled()
    splices.push({ from: commentsAbove(text, from), to: lineEnd(text, contentEnd(text, item)), text: '' })
  }
  const dash = dashOf(text, items[0]!)
  const added = value.slice(head + shared, value.length - tail).map(each => indented(block([each]).trimEnd(), ' '.repeat(dash.column)))
  if (added.length === 0) return
  const before = items[head + shared - 1]
  if (before) splices.push(lineAfter(text, contentEnd(text, before), added.join('\n')))
  else splices.push({ from: dash.at, to: dash.at, text: `${added.join('\n').trimStart()}\n${' '.repeat(dash.column)}` })
}

function dashOf(text: string, item: SourceNode): { at: number; column: number } {
  const at = text.lastIndexOf('-', item.start - 1)
  if (at < 0 || text.slice(at + 1, item.start).trim() !== '') throw new Entangled()
  return { at, column: columnOf(text, at) }
}

/** The value in another's place: on the line where both are scalars or in flow, else below. */
function replacement(text: string, node: SourceNode, value: Json, key: SourceMember | undefined): Splice {
  const isCollection = (Array.isArray(value) && value.length > 0) || (isJsonObject(value) && Object.keys(value).length > 0)
  const to = contentEnd(text, node)
  if (!isCollection && !node.members && !node.items && node.style !== 'literal' && node.style !== 'folded' && node.end > node.start) {
    return { from: node.start, to: node.end, text: inline(value, node.style) }
  }
  const isInFlow = text[node.start] === '{' || text[node.start] === '['
  if (isInFlow && (node.members?.length || node.items?.length)) return { from: node.start, to: node.end, text: flow(value) }
  if (!key) {
    const indent = ' '.repeat(columnOf(text, node.start))
    return { from: node.start, to, text: indented(block(value).trimEnd(), indent).trimStart() }
  }
  const colon = text.indexOf(':', key.nameEnd)
  const indent = ' '.repeat(columnOf(text, key.nameStart))
  const written = block({ k: value }).trimEnd().slice('k:'.length)
  return { from: colon + 1, to: Math.max(colon + 1, to), text: indentedTail(written, indent) }
}

/** A text of several lines of which the first stands behind something. */
function indentedTail(written: string, indent: string): string {
  const [first, ...rest] = written.split('\n')
  return [first, ...rest.map(line => (line === '' ? line : indent + line))].join('\n')
}

/** Where what a node says ends, without the comments and empty lines behind it. */
function contentEnd(text: string, node: SourceNode): number {
  const last = node.members?.at(-1)?.node ?? node.items?.at(-1)
  const isHere = last !== undefined && last.start >= node.start && last.end <= node.end && last.end > 0
  if (isHere && text[node.start] !== '{' && text[node.start] !== '[') return contentEnd(text, last)
  let end = node.end
  while (end > node.start && /\s/.test(text[end - 1]!)) end--
  return end
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** Behind the line's end. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

function lineAfter(text: string, offset: number, line: string): Splice {
  const at = lineEnd(text, offset)
  return text[at - 1] === '\n' ? { from: at, to: at, text: `${line}\n` } : { from: at, to: at, text: `\n${line}` }
}

/** Above the line of an offset and its comments; behind the dash where an item begins there. */
function lineBefore(text: string, offset: number, line: string, indent: string): Splice {
  const begin = lineStart(text, offset)
  const at = text.slice(begin, offset).trim() === '' ? commentsAbove(text, begin) : offset
  return { from: at, to: at, text: at === offset ? `${line.trimStart()}\n${indent}` : `${line}\n` }
}

/** Comments right above belong to what they stand above. */
function commentsAbove(text: string, start: number): number {
  let at = start
  while (at > 0) {
    const above = lineStart(text, at - 1)
    if (!/^\s*#/.test(text.slice(above, at))) break
    at = above
  }
  return at
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset)
}

function indented(lines: string, indent: string): string {
  return lines
    .split('\n')
    .map(line => (line === '' ? line : indent + line))
    .join('\n')
}

function block(value: Json): string {
  return stringify(value, { lineWidth: 0 })
}

/** A scalar on one line, in quotes like those that were there. */
function inline(value: Json, style: SourceNode['style'] = 'plain'): string {
  if (typeof value !== 'string') return flow(value)
  if (style === 'double' || /[\n\r\t]/.test(value)) return JSON.stringify(value)
  if (style === 'single') return `'${value.replaceAll("'", "''")}'`
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd()
}

/** JSON is YAML's way to write on one line. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}: ${flow(each)}`)
    .join(', ')} }`
}
