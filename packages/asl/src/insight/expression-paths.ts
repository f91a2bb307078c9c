import { type JsonataNode, parseJsonata } from '../check/expression/jsonata-tree.ts'
import { tryParse } from '../check/rules/paths.ts'
import { callPaths } from '../intrinsic/call-paths.ts'
import type { Segment } from './nearest-path.ts'

/** A path that an expression follows, as far as it is names and indices only. */
export interface ExpressionPath {
  root: { kind: 'input' | 'result' | 'errorOutput' | 'context' } | { kind: 'variable'; name: string }
  segments: Segment[]
  /** As written, or as one would write it. */
  text: string
}

/** The paths in a JSONPath, an intrinsic or, between `{%` and `%}`, a JSONata expression. A text that is neither has none. */
export function pathsIn(text: string): ExpressionPath[] {
  if (text.startsWith('{%')) {
    const parsed = parseJsonata(text.slice(2, -2))
    return 'tree' in parsed ? [...jsonataPaths(parsed.tree)] : []
  }
  if (text.startsWith('States.')) return callPaths(text).flatMap(jsonPath)
  return jsonPath(text)
}

function jsonPath(text: string): ExpressionPath[] {
  const path = tryParse(text)
  if (path === undefined) return []
  const segments: Segment[] = []
  for (const step of path.steps) {
    if (step.kind === 'property') segments.push(step.name)
    else if (step.kind === 'index') segments.push(step.index)
    else break
  }
  return [{ root: path.root, segments, text }]
}

function* jsonataPaths(node: unknown): Generator<ExpressionPath> {
  if (typeof node !== 'object' || node === null) return
  if ((node as JsonataNode).type === 'path') {
    const path = jsonataPath((node as JsonataNode).steps ?? [])
    if (path !== undefined) yield path
  }
  for (const child of Object.values(node)) yield* jsonataPaths(child)
}

function jsonataPath([first, ...steps]: readonly JsonataNode[]): ExpressionPath | undefined {
  if (first?.type !== 'variable' || first.predicate || first.stages) return undefined
  const names: string[] = []
  for (const step of steps) {
    if (step.type !== 'name') break
    names.push(String(step.value))
    // What a predicate leaves of a list is not followed.
    if (step.stages || step.predicate) break
  }
  const name = String(first.value)
  if (name !== 'states') return { root: { kind: 'variable', name }, segments: names, text: printJsonata(`$${name}`, names) }
  const [kind, ...segments] = names
  if (kind !== 'input' && kind !== 'result' && kind !== 'errorOutput' && kind !== 'context') return undefined
  return { root: { kind }, segments, text: printJsonata(`$states.${kind}`, segments) }
}

/** A path as an author of either language writes it. */
export function printPath({ root, text }: ExpressionPath, segments: readonly Segment[]): string {
  const isJsonata = text.startsWith('$states.') || !/^\$(\$|\.|\[|$)/.test(text)
  if (root.kind === 'variable') return isJsonata ? printJsonata(`$${root.name}`, segments) : printJsonPath(`$${root.name}`, segments)
  if (text.startsWith('$states.')) return printJsonata(`$states.${root.kind}`, segments)
  return printJsonPath(root.kind === 'context' ? '$$' : '$', segments)
}

function printJsonata(root: string, segments: readonly Segment[]): string {
  const print = (segment: Segment) => {
    if (typeof segment === 'number') return `[${segment}]`
    return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment) ? `.${segment}` : `.\`${segment}\``
  }
  return `${root}${segments.map(print).join('')}`
}

function printJsonPath(root: string, segments: readonly Segment[]): string {
  const print = (segment: Segment) => {
    if (typeof segment === 'number') return `[${segment}]`
    return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment) ? `.${segment}` : `['${segment}']`
  }
  return `${root}${segments.map(print).join('')}`
}
