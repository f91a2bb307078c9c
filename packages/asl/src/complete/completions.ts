import type { DataShape } from '../check/flow/data-shape.ts'
import { intrinsicFunctions } from '../intrinsic/function-table.ts'
import type { Json } from '../json.ts'
import { functionTable } from '../jsonata/function-table.ts'

/** What may stand where a path or an expression is written. */
export interface Completion {
  /** What is written in place of the text from `from` to the cursor. */
  text: string
  from: number
  /** `string`, `{id, name}`, `array`, … or what kind of word it is. */
  detail: string
}

export interface CompletionData {
  language: 'JSONPath' | 'JSONata'
  /** What `$`, or `$states.input`, is. */
  input: DataShape
  /** What `$states.result` is, where there is one. */
  result?: DataShape | undefined
  /** What `$$`, or `$states.context`, is. */
  context: DataShape
  variables?: ReadonlyMap<string, DataShape> | undefined
}

const SEGMENT = String.raw`(?:\.[\p{L}_][\p{L}\p{N}_-]*|\.?\[\d+\]|\.?\['[^']*'\]|\.${'`'}[^${'`'}]*${'`'})`
const PATH = new RegExp(String.raw`(\$\$|\$[\p{L}_][\p{L}\p{N}_]*|\$)(${SEGMENT}*)(\.([\p{L}\p{N}_-]*))$`, 'u')
const WORD = /\$[\p{L}_]?[\p{L}\p{N}_]*$/u
const INTRINSIC = /States\.?\w*$/
const MOST = 60

/**
 * What can follow in a text that is a path, an intrinsic function, or, within `{% %}`, an expression, at the cursor: names that the data
 * has at the path so far, variables and functions. In the order of the data.
 */
export function completionsAt(text: string, cursor: number, data: CompletionData): Completion[] {
  const before = text.slice(0, cursor)
  if (data.language === 'JSONata' && !isWithinExpression(before)) return []
  const path = PATH.exec(before)
  if (path) {
    const [, root = '', segments = '', dotted = '', typed = ''] = path
    const at = follow(rootShape(root, data), namesIn(segments))
    return membersOf(at, typed, before.length - dotted.length, data.language)
  }
  if (data.language === 'JSONata') return jsonataWords(before, data)
  return [...intrinsics(before), ...roots(before, data)]
}

function isWithinExpression(before: string): boolean {
  return before.lastIndexOf('{%') > before.lastIndexOf('%}')
}

function rootShape(root: string, { language, input, result, context, variables }: CompletionData): DataShape | undefined {
  if (language === 'JSONPath') return root === '$' ? input : root === '$$' ? context : variables?.get(root.slice(1))
  if (root !== '$states') return variables?.get(root.slice(1))
  const members = new Map([['input', input], ['context', context], ...(result ? [['result', result] as const] : [])])
  return { kind: 'object', members, isOpen: false }
}

function namesIn(segments: string): string[] {
  return [...segments.matchAll(/\.?\['([^']*)'\]|\.?\[(\d+)\]|\.`([^`]*)`|\.([^.[\]`]+)/gu)].map(
    ([, quoted, index, ticked, name]) => quoted ?? (index === undefined ? (ticked ?? name ?? '') : '0'),
  )
}

/** JSONata goes through lists by itself, so a name after a list is a name of its items there; in a path an index stands for any. */
function follow(start: DataShape | undefined, names: readonly string[]): DataShape | undefined {
  let shape = start
  for (const name of names) {
    if (shape?.kind === 'array') shape = name === '0' ? shape.item : follow(shape.item, [name])
    else if (shape?.kind === 'object') shape = shape.members.get(name)
    else return undefined
  }
  return shape
}

function membersOf(shape: DataShape | undefined, typed: string, from: number, language: CompletionData['language']): Completion[] {
  const owner = language === 'JSONata' && shape?.kind === 'array' ? shape.item : shape
  if (owner?.kind !== 'object') return []
  return [...owner.members]
    .filter(([name]) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed)
    .slice(0, MOST)
    .map(([name, member]) => ({ text: written(name, language), from, detail: detailOf(member) }))
}

function written(name: string, language: CompletionData['language']): string {
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return `.${name}`
  return language === 'JSONata' ? `.\`${name}\`` : `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`
}

function detailOf(shape: DataShape): string {
  if (shape.kind === 'scalar') return shape.type
  if (shape.kind === 'object') {
    const names = [...shape.members.keys()]
    return `{${names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', ')}}`
  }
  return shape.kind === 'array' ? `[${detailOf(shape.item)}]` : ''
}

function jsonataWords(before: string, { variables }: CompletionData): Completion[] {
  const typed = WORD.exec(before)?.[0]
  if (typed === undefined) return []
  const from = before.length - typed.length
  const names = [
    { text: '$states', detail: '{input, result, context}' },
    ...[...(variables ?? [])].map(([name, shape]) => ({ text: `$${name}`, detail: detailOf(shape) })),
    ...[...functionTable.keys()].sort().map(name => ({ text: `$${name}(`, detail: '()' })),
  ]
  return matching(names, typed, from)
}

function intrinsics(before: string): Completion[] {
  const typed = INTRINSIC.exec(before)?.[0]
  if (typed === undefined) return []
  const names = Object.keys(intrinsicFunctions).map(name => ({ text: `${name}(`, detail: '()' }))
  return matching(names, typed, before.length - typed.length)
}

function roots(before: string, { variables }: CompletionData): Completion[] {
  const typed = WORD.exec(before)?.[0]
  if (typed === undefined) return []
  const names = [...(variables ?? [])].map(([name, shape]) => ({ text: `$${name}`, detail: detailOf(shape) }))
  return matching(names, typed, before.length - typed.length)
}

function matching(words: readonly { text: string; detail: string }[], typed: string, from: number): Completion[] {
  const begin = typed.toLowerCase()
  return words
    .filter(({ text }) => text.toLowerCase().startsWith(begin) && text !== typed)
    .slice(0, MOST)
    .map(word => ({ ...word, from }))
}

/** What `$$` and `$states.context` hold of any execution, for completion and previews. */
export const EXAMPLE_CONTEXT: { readonly [name: string]: Json } = {
  Execution: {
    Id: 'arn:aws:states:us-east-1:123456789012:execution:Example:example',
    Input: {},
    Name: 'example',
    RoleArn: 'arn:aws:iam::123456789012:role/example',
    StartTime: '2026-01-01T00:00:00.000Z',
    RedriveCount: 0,
  },
  State: { EnteredTime: '2026-01-01T00:00:00.000Z', Name: 'Example', RetryCount: 0 },
  StateMachine: { Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:Example', Name: 'Example' },
  Map: { Item: { Index: 0, Value: {}, Source: 'STATE_DATA' } },
  Task: { Token: 'example-token' },
}
