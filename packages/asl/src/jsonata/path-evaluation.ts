import type { Frame } from './frame.ts'
import { evaluateGroup } from './grouping.ts'
import { hold, type Run, spend } from './run.ts'
import { compareTerms, mergeSort } from './sorting.ts'
import type { Node } from './syntax-tree.ts'
import { frameOfTuple, type Tuple } from './tuple.ts'
import { asSequence, isArray, isNumber, isSequence, isTupleStream, type Sequence, sequenceOf } from './value.ts'
import { pushAll, toBoolean } from './value-functions.ts'

export function evaluatePath(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  const steps = node.steps!
  // A path that starts with a variable is taken once, not for each item of the context.
  let values: Sequence = isArray(input) && steps[0]!.type !== 'variable' ? input : sequenceOf(input)
  let result: unknown
  let tuples: Sequence | undefined
  let isTuples = false
  for (const [index, step] of steps.entries()) {
    if (step.tuple) isTuples = true
    if (index === 0 && step.consarray) result = run.evaluate(run, step, values, frame)
    // What is no list is in order.
    else if (index > 0 && step.type === 'sort' && !isTuples && !isArray(result)) continue
    else if (isTuples) tuples = evaluateTupleStep(run, step, values, tuples, frame)
    else result = evaluateStep(run, step, values, frame, index === steps.length - 1)
    if (!isTuples && (result === undefined || (result as Sequence).length === 0)) break
    if (step.focus === undefined) values = itemsOf(result)
  }
  if (isTuples) result = node.tuple ? tuples : asSequence(tuples!.map(tuple => (tuple as Tuple)['@']))
  if (node.keepSingletonArray) result = keepSingleton(result)
  return node.group ? evaluateGroup(run, node.group, isTuples ? tuples : result, frame) : result
}

/** A first step written as an array may still give something else: the library goes over the characters of a text, over nothing else. */
function itemsOf(result: unknown): Sequence {
  if (isArray(result)) return result
  return typeof result === 'string' ? result.split('') : []
}

function keepSingleton(result: unknown): unknown {
  if (!isArray(result)) return result
  const kept = result.cons && !result.sequence ? sequenceOf(result) : result
  // The mark must not stick to an array of the input.
  if (!isSequence(kept)) return kept
  kept.keepSingleton = true
  return kept
}

function evaluateStep(run: Run, step: Node, input: Sequence, frame: Frame, isLast: boolean): unknown {
  if (step.type === 'sort') {
    const sorted = sortValues(run, step, input, frame)
    return step.stages ? evaluateStages(run, step.stages, sorted, frame) : sorted
  }
  const results: unknown[] = []
  for (const item of input) {
    let value = run.evaluate(run, step, item, frame)
    if (step.stages) for (const stage of step.stages) value = evaluateFilter(run, stage.expr!, value, frame)
    if (value !== undefined) results.push(value)
  }
  hold(run, results.length * 8)
  if (isLast && results.length === 1 && isArray(results[0]) && !isSequence(results[0])) return results[0]
  const flat = sequenceOf()
  for (const value of results) {
    if (isArray(value) && !value.cons) pushAll(run, flat, value)
    else flat.push(value)
  }
  return flat
}

function evaluateStages(run: Run, stages: readonly Node[], input: unknown, frame: Frame): unknown {
  let result = input
  for (const stage of stages) {
    if (stage.type === 'filter') result = evaluateFilter(run, stage.expr!, result, frame)
    else if (stage.type === 'index') for (const [index, tuple] of (result as Tuple[]).entries()) tuple[stage.value as string] = index
  }
  return result
}

function evaluateTupleStep(run: Run, step: Node, input: Sequence, tuples: Sequence | undefined, frame: Frame): Sequence {
  if (step.type === 'sort') return sortTuples(run, step, input, tuples, frame)
  const bindings = (tuples ?? input.map(item => ({ '@': item }))) as Tuple[]
  const results = sequenceOf()
  results.tupleStream = true
  for (const binding of bindings) {
    const value = run.evaluate(run, step, binding['@'], frameOfTuple(run, frame, binding))
    if (value === undefined) continue
    const items = isArray(value) ? value : [value]
    for (const [index, item] of items.entries()) {
      hold(run, 200)
      results.push(tupleFor(step, binding, item, index, isTupleStream(value)))
    }
  }
  return (step.stages ? evaluateStages(run, step.stages, results, frame) : results) as Sequence
}

function tupleFor(step: Node, binding: Tuple, item: unknown, index: number, isTuple: boolean): Tuple {
  const tuple: Tuple = Object.assign(Object.create(null), binding)
  if (isTuple) return Object.assign(tuple, item)
  if (step.focus) {
    tuple[step.focus] = item
    tuple['@'] = binding['@']
  } else {
    tuple['@'] = item
  }
  if (step.index) tuple[step.index] = index
  if (step.ancestor) tuple[step.ancestor.label] = binding['@']
  return tuple
}

export function evaluateFilter(run: Run, predicate: Node, input: unknown, frame: Frame): unknown {
  const isTuples = isTupleStream(input)
  const results = sequenceOf()
  if (isTuples) results.tupleStream = true
  const items: Sequence = isArray(input) ? input : sequenceOf(input)
  if (predicate.type === 'number') {
    const position = Math.floor(predicate.value as number)
    const item = items[position < 0 ? items.length + position : position]
    if (isArray(item)) return item
    if (item !== undefined) results.push(item)
    return results
  }
  for (const [index, item] of items.entries()) {
    const tuple = item as Tuple
    const found = run.evaluate(run, predicate, isTuples ? tuple['@'] : item, isTuples ? frameOfTuple(run, frame, tuple) : frame)
    pushIfSelected(run, found, index, items, results)
  }
  hold(run, results.length * 8)
  return results
}

function pushIfSelected(run: Run, found: unknown, index: number, items: Sequence, results: unknown[]): void {
  const positions = isNumber(found) ? [found] : found
  if (!isArray(positions) || !isAllNumbers(run, positions)) {
    if (toBoolean(run, found)) results.push(items[index])
    return
  }
  for (const position of positions) {
    const whole = Math.floor(position as number)
    if ((whole < 0 ? items.length + whole : whole) === index) results.push(items[index])
  }
}

function isAllNumbers(run: Run, items: Sequence): boolean {
  spend(run, items.length >> 2)
  return items.every(isNumber)
}

function sortValues(run: Run, step: Node, input: Sequence, frame: Frame): Sequence {
  const isTuples = isTupleStream(input)
  return mergeSort(run, input, (left, right) => {
    if (!isTuples) return compareTerms(run, step.terms!, left, right, frame, frame)
    const [a, b] = [left as Tuple, right as Tuple]
    return compareTerms(run, step.terms!, a['@'], b['@'], frameOfTuple(run, frame, a), frameOfTuple(run, frame, b))
  })
}

function sortTuples(run: Run, step: Node, input: Sequence, tuples: Sequence | undefined, frame: Frame): Sequence {
  let result: Sequence
  if (tuples) {
    result = sortValues(run, step, tuples, frame)
  } else {
    result = asSequence(sortValues(run, step, input, frame).map((value, index) => ({ '@': value, [step.index!]: index })))
    result.tupleStream = true
  }
  return (step.stages ? evaluateStages(run, step.stages, result, frame) : result) as Sequence
}
