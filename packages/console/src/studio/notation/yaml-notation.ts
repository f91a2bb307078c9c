import { isJsonObject, type Json } from '@pasos/asl'
import { type JsonPath, jsonPathAt, marked } from '@pasos/graph'
import { parseYaml, plainValue, type SourceMember, type SourceNode, withYamlValue, YamlSyntaxError } from '@pasos/iac/yaml'
import type { JsonFault } from '../../format/json-fault.ts'
import type { Spot } from '../sample/complete-code.ts'
import type { StudioNotation } from './studio-notation.ts'

const SUBSTITUTION = /^\$\{[A-Za-z_][A-Za-z0-9_.]*\}$/

/** YAML, of which every comment stays where it is. A substitution without quotes may stand for any value here, too. */
export const yamlNotation: StudioNotation = {
  read(text) {
    const root = parsed(text)
    return 'problem' in root ? undefined : JSON.stringify(markedValue(root.node), null, 2)
  },
  write: (text, json) => withYamlValue(text, unmarked(JSON.parse(json) as Json)),
  fault(text) {
    const root = parsed(text)
    return 'problem' in root ? root.problem : undefined
  },
  rangeOf(text, json, { from }) {
    const root = parsed(text)
    if ('problem' in root) return { from: 0, to: 0 }
    let place = { from: root.node.start, to: root.node.end }
    let { node } = root
    for (const step of jsonPathAt(json, from)) {
      const member: SourceMember | undefined = node.members?.findLast(each => each.name === step)
      const next: SourceNode | undefined = member?.node ?? (typeof step === 'number' ? node.items?.[step] : undefined)
      if (!next) break
      node = next
      place = { from: member?.nameStart ?? node.start, to: node.end }
    }
    return place
  },
  stateAt(text, offset) {
    const root = parsed(text)
    return 'problem' in root ? undefined : stateWithin(root.node, offset)
  },
  spotAt(text, offset) {
    const root = parsed(text)
    return 'problem' in root ? undefined : spotWithin(root.node, offset, [])
  },
}

/** JSON as YAML that nobody has written yet. */
export function inYaml(json: string): string {
  return withYamlValue('', unmarked(JSON.parse(json) as Json))
}

let last: { text: string; result: { node: SourceNode } | { problem: JsonFault } } | undefined

/** Every question about a text is asked several times until the next letter is typed. */
function parsed(text: string): { node: SourceNode } | { problem: JsonFault } {
  if (last?.text !== text) last = { text, result: parse(text) }
  return last.result
}

function parse(text: string): { node: SourceNode } | { problem: JsonFault } {
  const problem = (offset: number, line: number, column: number): { problem: JsonFault } => ({
    problem: { kind: offset >= text.length ? 'unfinished' : 'unexpected', found: text.slice(offset, offset + 1), offset, line, column },
  })
  try {
    const node = parseYaml(text)
    return node.members ? { node } : problem(0, 1, 1)
  } catch (error) {
    if (error instanceof YamlSyntaxError) return problem(error.offset, error.line, error.column)
    throw error
  }
}

function markedValue(node: SourceNode): Json {
  if (node.items) return node.items.map(markedValue)
  if (!node.members)
    return node.style === 'plain' && SUBSTITUTION.test(String(node.value)) ? JSON.parse(marked(String(node.value))) : plainValue(node)
  return Object.fromEntries(node.members.map(member => [member.name, markedValue(member.node)]))
}

function unmarked(value: Json): Json {
  if (typeof value === 'string') return value.startsWith(MARK) ? value.slice(MARK.length) : value
  if (Array.isArray(value)) return value.map(unmarked)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unmarked(each)]))
}

const MARK = JSON.parse(marked('')) as string

/** The scalar that ends behind an offset or at it. */
function spotWithin(node: SourceNode, offset: number, path: JsonPath): Spot | undefined {
  for (const { name, node: value } of node.members ?? []) if (isWithin(value, offset)) return spotWithin(value, offset, [...path, name])
  for (const [index, item] of (node.items ?? []).entries()) if (isWithin(item, offset)) return spotWithin(item, offset, [...path, index])
  if (node.members || node.items) return undefined
  const isQuoted = node.style === 'single' || node.style === 'double'
  return { path, begin: node.start + (isQuoted ? 1 : 0) }
}

const isWithin = ({ start, end }: SourceNode, offset: number) => start < offset && offset <= end

/** The innermost state around an offset: a member of something that is called `States`. */
function stateWithin(node: SourceNode, offset: number, isStates = false): string | undefined {
  for (const { name, nameStart, node: value } of node.members ?? []) {
    if (offset < nameStart || offset > value.end) continue
    return stateWithin(value, offset, name === 'States') ?? (isStates ? name : undefined)
  }
  for (const item of node.items ?? []) if (item.start <= offset && offset <= item.end) return stateWithin(item, offset)
  return undefined
}
