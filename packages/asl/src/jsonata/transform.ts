import type { Frame } from './frame.ts'
import { type Run, spend } from './run.ts'
import type { Node } from './syntax-tree.ts'
import { isArray, isFunction, isObject, languageError, Native, setOwn } from './value.ts'
import { payForWalk } from './value-functions.ts'

/** `| pattern | update, delete |`: a function that changes a copy of what it is given. */
export function transformFunction(node: Node, frame: Frame): Native {
  return new Native(([value], call) => {
    const run = call.run as Run
    if (value === undefined) return undefined
    if (!isObject(value) && !isArray(value)) throw languageError('T0410', { index: 1, value })
    const own = new Set<unknown>()
    const copy = cloneValue(run, value, own)
    const matches = run.evaluate(run, node.pattern!, copy, frame)
    for (const match of matches === undefined ? [] : isArray(matches) ? [...matches] : [matches]) {
      // A pattern may lead out of the copy, to a variable or to $states: what is there belongs to others and stays as it is.
      changeMatch(run, node, match as Record<string, unknown>, own.has(match), frame)
    }
    return copy
  }, 1)
}

function changeMatch(run: Run, node: Node, match: Record<string, unknown>, isOwn: boolean, frame: Frame): void {
  const update = run.evaluate(run, node.update!, match, frame)
  if (update !== undefined && !isObject(update)) throw languageError('T2011', { value: update })
  if (update !== undefined && isOwn) for (const name of Object.keys(update)) setOwn(match, name, update[name])
  const deletions = node.delete === undefined ? undefined : run.evaluate(run, node.delete, match, frame)
  if (deletions === undefined) return
  const names = isArray(deletions) ? deletions : [deletions]
  if (!names.every(name => typeof name === 'string')) throw languageError('T2012', { value: deletions })
  if (isOwn) for (const name of names) delete match[name as string]
}

/** A copy that shares nothing. Functions become empty texts, as in JSON made by `$string`. `made` gets all objects and arrays of it. */
export function cloneValue(run: Run, value: unknown, made?: Set<unknown>): unknown {
  payForWalk(run, value)
  return copyOf(run, value, made)
}

function copyOf(run: Run, value: unknown, made: Set<unknown> | undefined): unknown {
  if (isFunction(value)) return ''
  if (typeof value !== 'object' || value === null) return value
  spend(run, 1)
  if (isArray(value)) {
    const copy = value.map(item => copyOf(run, item, made) ?? null)
    made?.add(copy)
    return copy
  }
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) setOwn(copy, name, copyOf(run, member, made))
  }
  made?.add(copy)
  return copy
}
