import type { Frame } from './frame.ts'
import { hold, type Run } from './run.ts'
import type { GroupNode } from './syntax-tree.ts'
import { frameOfTuple, type Tuple } from './tuple.ts'
import { isArray, isTupleStream, languageError, type Sequence, sequenceOf, setOwn } from './value.ts'
import { append, payForComparison } from './value-functions.ts'

interface Group {
  data: unknown
  readonly pair: number
}

/** `{key: value, …}`, as an object of its own and applied to a sequence: items of the same key go together. */
export function evaluateGroup(run: Run, node: GroupNode, input: unknown, frame: Frame): unknown {
  const isTuples = isTupleStream(input)
  let items: Sequence = isArray(input) ? input : sequenceOf(input)
  // With nothing to group an object can still be written.
  if (items.length === 0 && !isTuples) items = sequenceOf(undefined)
  const groups = collectGroups(run, node, items, isTuples, frame)
  hold(run, 64 + groups.size * 100)
  const result: Record<string, unknown> = {}
  for (const [key, group] of groups) {
    const tuple = isTuples ? reduceTuples(run, group.data) : undefined
    const context = tuple ? tuple['@'] : group.data
    const inner = tuple ? frameOfTuple(run, frame, withoutValue(tuple)) : frame
    const value = run.evaluate(run, node.lhs[group.pair]![1], context, inner)
    if (value !== undefined) setOwn(result, key, value)
  }
  return result
}

function collectGroups(run: Run, node: GroupNode, items: Sequence, isTuples: boolean, frame: Frame): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const item of items) {
    const inner = isTuples ? frameOfTuple(run, frame, item as Tuple) : frame
    for (const [index, pair] of node.lhs.entries()) {
      const key = run.evaluate(run, pair[0], isTuples ? (item as Tuple)['@'] : item, inner)
      if (key === undefined) continue
      if (typeof key !== 'string') throw languageError('T1003', { value: key })
      payForComparison(run, key, key)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { data: item, pair: index })
      else if (group.pair !== index) throw languageError('D1009', { value: key })
      else group.data = append(run, group.data, item)
    }
  }
  return groups
}

function reduceTuples(run: Run, data: unknown): Tuple {
  if (!isArray(data)) return data as Tuple
  const result: Tuple = Object.assign(Object.create(null), data[0])
  for (const tuple of data.slice(1) as Tuple[]) {
    for (const name of Object.keys(tuple)) result[name] = append(run, result[name], tuple[name])
  }
  return result
}

function withoutValue(tuple: Tuple): Tuple {
  const { '@': _, ...rest } = tuple
  return rest
}
