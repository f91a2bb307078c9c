import { evaluateCall, evaluateChain, evaluatePartial } from './application.ts'

import { Frame } from './frame.ts'
import { evaluateGroup } from './grouping.ts'
import { and, applyOperator, or } from './operators.ts'
import { evaluateFilter, evaluatePath } from './path-evaluation.ts'
import { regexFunction } from './regex.ts'
import { descend, hold, holdItems, type Run } from './run.ts'
import type { Node } from './syntax-tree.ts'
import { transformFunction } from './transform.ts'
import { asSequence, isArray, isNumber, isObject, Lambda, languageError, type Sequence, sequenceOf } from './value.ts'
import { descendants, flatten, lookup, normalizeSequence, toBoolean } from './value-functions.ts'

/**
 * Evaluates a node as jsonata 2.2 does, without its promises: an expression needs nothing from outside, so a state can go on at once.
 * Every call pays a step; depth and memory are bounded, too (`run.ts`).
 */
export function evaluate(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  descend(run)
  let result = evaluateKind(run, node, input, frame)
  if (node.predicate) for (const predicate of node.predicate) result = evaluateFilter(run, predicate.expr!, result, frame)
  if (node.group && node.type !== 'path') result = evaluateGroup(run, node.group, result, frame)
  run.depth--
  return normalizeSequence(result, node.keepArray === true)
}

function evaluateKind(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  switch (node.type) {
    case 'path':
      return evaluatePath(run, node, input, frame)
    case 'binary':
      return evaluateBinary(run, node, input, frame)
    case 'unary':
      return evaluateUnary(run, node, input, frame)
    case 'name':
      return lookup(run, input, node.value as string)
    case 'string':
    case 'number':
    case 'value':
      return node.value
    case 'wildcard':
      return evaluateWildcard(run, input)
    case 'descendant':
      return evaluateDescendants(run, input)
    case 'parent':
      return run.lookUp(run, node.slot!.label, frame)
    case 'condition':
      return evaluateCondition(run, node, input, frame)
    case 'block':
      return evaluateBlock(run, node, input, frame)
    case 'bind':
      return evaluateBinding(run, node, input, frame)
    case 'regex':
      return regexFunction(node.value as RegExp)
    case 'function':
      return evaluateCall(run, node, input, frame)
    case 'variable':
      return evaluateVariable(run, node.value as string, input, frame)
    case 'lambda':
      return makeLambda(run, node, input, frame)
    case 'partial':
      return evaluatePartial(run, node, input, frame)
    case 'apply':
      return evaluateChain(run, node, input, frame)
    case 'transform':
      return transformFunction(node, frame)
    default:
      return undefined
  }
}

function evaluateBinary(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  const left = evaluate(run, node.lhs!, input, frame)
  const operator = node.value as string
  if (operator === 'and') return and(run, left, () => evaluate(run, node.rhs!, input, frame))
  if (operator === 'or') return or(run, left, () => evaluate(run, node.rhs!, input, frame))
  return applyOperator(run, operator, left, evaluate(run, node.rhs!, input, frame))
}

function evaluateUnary(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  switch (node.value) {
    case '-': {
      const value = evaluate(run, node.expression!, input, frame)
      if (value === undefined) return undefined
      if (!isNumber(value)) throw languageError('D1002', { token: node.value, value })
      return -value
    }
    case '[':
      return evaluateArray(run, node, input, frame)
    case '{':
      return evaluateGroup(run, node as never, input, frame)
    default:
      return undefined
  }
}

function evaluateArray(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  const items: unknown[] = []
  hold(run, 16)
  for (const item of node.expressions!) {
    const value = evaluate(run, item, input, frame)
    if (value === undefined) continue
    if (item.value === '[' || !isArray(value)) {
      hold(run, 8)
      items.push(value)
    } else {
      holdItems(run, value.length)
      for (const member of value) items.push(member)
    }
  }
  if (node.consarray) Object.defineProperty(items, 'cons', { value: true })
  return items
}

function evaluateWildcard(run: Run, input: unknown): unknown {
  const value = isArray(input) && input.outerWrapper && input.length > 0 ? input[0] : input
  const results: Sequence = []
  if (!isArray(value) && !isObject(value)) return asSequence(results)
  let hasArray = false
  for (const member of Object.values(value)) {
    if (isArray(member)) hasArray = true
    flatten(run, member, results)
  }
  holdItems(run, results.length)
  // jsonata forgets that it is a sequence when it appends an array: an only item stays in its array then.
  return hasArray ? results : asSequence(results)
}

function evaluateDescendants(run: Run, input: unknown): unknown {
  if (input === undefined) return undefined
  const results = sequenceOf()
  descendants(run, input, results)
  return results.length === 1 ? results[0] : results
}

function evaluateCondition(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  if (toBoolean(run, evaluate(run, node.condition!, input, frame))) return evaluate(run, node.then!, input, frame)
  return node.else === undefined ? undefined : evaluate(run, node.else, input, frame)
}

function evaluateBlock(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  const inner = new Frame(frame)
  let result: unknown
  for (const expression of node.expressions!) result = evaluate(run, expression, input, inner)
  return result
}

function evaluateBinding(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  const value = evaluate(run, node.rhs!, input, frame)
  hold(run, 32)
  frame.bind(node.lhs!.value as string, value)
  return value
}

function evaluateVariable(run: Run, name: string, input: unknown, frame: Frame): unknown {
  if (name !== '') return run.lookUp(run, name, frame)
  return isArray(input) && input.outerWrapper ? input[0] : input
}

function makeLambda(run: Run, node: Node, input: unknown, frame: Frame): Lambda {
  // The function and the frame it keeps alive. A thunk is called at once and gone.
  if (!node.thunk) hold(run, 400)
  return new Lambda(
    node,
    input,
    frame,
    node.arguments!.map(parameter => parameter.value as string),
  )
}
