import { type BoundNames, nameIn, namesOfStep, namesWithin } from './bound-names.ts'
import type { JsonataNode } from './jsonata-tree.ts'

/** What an expression reads from outside itself. */
export interface JsonataReferences {
  /** Names, `$` and `$$` where there is no value they could be taken from. Each once, in the order of the text. */
  topLevel: Set<string>
  /** First steps below `$states`: `input`, `context`, `result`, `errorOutput`… */
  states: Set<string>
  /** Other variables, without those that the expression binds itself. */
  variables: Set<string>
  callsEval: boolean
}

interface Walk {
  found: JsonataReferences
  names: BoundNames
  /** Whether `$` and plain names have a value to be read from. */
  hasContext: boolean
}

export function referencesOf(tree: JsonataNode): JsonataReferences {
  const found: JsonataReferences = { topLevel: new Set(), states: new Set(), variables: new Set(), callsEval: false }
  visit(tree, { found, names: namesWithin(tree), hasContext: false })
  return found
}

function visit(node: JsonataNode, walk: Walk): void {
  switch (node.type) {
    case 'name':
    case 'wildcard':
    case 'descendant':
    case 'parent':
      if (!walk.hasContext) walk.found.topLevel.add(String(node.value))
      break
    case 'variable':
      visitVariable(String(node.value), undefined, walk)
      break
    case 'path':
      visitPath(node, walk)
      return
    case 'lambda':
      visit(node.body!, { ...walk, names: namesWithin(node.body!, walk.names, (node.arguments ?? []).map(nameIn)), hasContext: true })
      return
    case 'bind':
      visit(node.rhs!, walk)
      walk.names.bind(nameIn(node.lhs as JsonataNode))
      return
    case 'block':
      visitBlock(node, walk)
      return
    case 'transform':
      // Their bodies are applied to values: `$` and names can mean something there.
      for (const child of [node.body, node.pattern, node.update, node.delete]) if (child) visit(child, { ...walk, hasContext: true })
      break
    default:
      break
  }
  for (const child of childrenOf(node)) visit(child, walk)
  visitDetails(node, walk)
}

function visitBlock(node: JsonataNode, walk: Walk): void {
  const { expressions = [] } = node
  const names = namesWithin(expressions, walk.names)
  for (const expression of expressions) visit(expression, { ...walk, names })
  visitDetails(node, walk)
}

function visitPath(node: JsonataNode, outer: Walk): void {
  const [first, ...rest] = node.steps ?? []
  const walk = { ...outer, names: namesWithin([], outer.names) }
  for (const name of (node.steps ?? []).flatMap(namesOfStep)) walk.names.bind(name)
  if (first?.type === 'variable') {
    const second = rest[0]
    visitVariable(String(first.value), second?.type === 'name' ? String(second.value) : undefined, walk)
    visitDetails(first, walk)
  } else if (first) visit(first, walk)
  for (const step of rest) visit(step, { ...walk, hasContext: true })
  visitDetails(node, walk)
}

/** Predicates, groups and orders see each item of what stands before them. */
function visitDetails(node: JsonataNode, walk: Walk): void {
  const inner = { ...walk, hasContext: true }
  for (const stage of [...(node.stages ?? []), ...(node.predicate ?? [])]) if (stage.expr) visit(stage.expr, inner)
  for (const [key, value] of node.group?.lhs ?? []) {
    visit(key, inner)
    visit(value, inner)
  }
  for (const term of node.terms ?? []) visit(term.expression, inner)
}

function visitVariable(name: string, step: string | undefined, walk: Walk): void {
  const { found, names, hasContext } = walk
  if (name === '$') found.topLevel.add('$$')
  else if (name === '') {
    if (!hasContext) found.topLevel.add('$')
  } else if (name === 'states') {
    if (step !== undefined && !names.has(name)) found.states.add(step)
  } else if (!names.has(name)) found.variables.add(name)
  if (name === 'eval' && !names.has(name)) found.callsEval = true
}

function childrenOf(node: JsonataNode): JsonataNode[] {
  const pairs = Array.isArray(node.lhs) ? node.lhs.flat() : node.lhs ? [node.lhs] : []
  const single = [node.rhs, node.expression, node.condition, node.then, node.else]
  const called = [node.procedure, ...(node.arguments ?? [])]
  return [...pairs, ...(node.expressions ?? []), ...called, ...single].filter(child => typeof child === 'object')
}
