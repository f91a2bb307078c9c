import { longScope, remembered } from '../aside/remembered.ts'
import type { Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import { memberOf, putMember, type SpelledNumber } from '../spelled-numbers.ts'
import { endsPastList, explainMiss } from './miss.ts'
import { parsePath } from './parse-path.ts'
import { isDefiniteSteps, type ParsedPath } from './path-step.ts'
import { type PathScope, rootOf, selectMember } from './select.ts'

export interface Path {
  /** As written. */
  readonly text: string
  /** A definite path leads to one value at most; any other to a list of values, which may be empty. */
  readonly isDefinite: boolean
  /** What the path leads to: undefined when a definite path leads nowhere, an array of all matches when it is not definite. */
  find(scope: PathScope): Json | undefined
  /** As `find()`; a single number comes with its text where that is unusual. */
  findMember(scope: PathScope): Json | SpelledNumber | undefined
  /** As `find()`, as the one item of a list, which remembers how a number was written. */
  findItem(scope: PathScope): Json[] | undefined
  /** Why `find()` has nothing, in the words AWS adds to `Invalid path '…' : `. */
  explainMiss(scope: PathScope): string
  /** Whether `find()` has nothing only because a list is too short. */
  endsPastList(scope: PathScope): boolean
}

/**
 * Compiles a path of Jayway's dialect as AWS uses it: `$…` from the input, `$$…` from the context object, `$name…` from a variable.
 * Throws `PathSyntaxError`.
 */
export function compilePath(text: string): Path {
  const parsed = parsePath(text)
  const keys = plainKeys(parsed)
  const findItem = (scope: PathScope) => itemRemembered(text, parsed, scope)
  const findMember = (scope: PathScope) => {
    const item = findItem(scope)
    return item === undefined ? undefined : memberOf(item, 0, item[0]!)
  }
  return {
    text,
    isDefinite: isDefiniteSteps(parsed.steps),
    find: keys === undefined ? scope => findItem(scope)?.[0] : plainFinder(parsed, keys),
    findMember: keys === undefined ? findMember : plainMemberFinder(parsed, keys),
    findItem,
    explainMiss: scope => explainMiss(parsed, scope),
    endsPastList: scope => endsPastList(parsed, scope),
  }
}

function itemRemembered(text: string, path: ParsedPath, scope: PathScope): Json[] | undefined {
  return remembered(
    scope.budget,
    text,
    () => {
      const found = selectMember(path, scope)
      if (found === undefined) return undefined
      const item: Json[] = []
      putMember(item, 0, found)
      return item
    },
    () => ({ kind: 'path', location: '', now: 0, scope: longScope(text, scope.input, scope.context(), name => scope.variable(name)) }),
  ) as Json[] | undefined
}

/** What a path leads to, or the failure that `InputPath`, `OutputPath` and their like end in. */
export function findOrFail(path: Path, scope: PathScope): Json {
  return orFail(path.find(scope), path, scope)
}

/** As `findOrFail`; a single number comes with its text where that is unusual. */
export function findMemberOrFail(path: Path, scope: PathScope): Json | SpelledNumber {
  return orFail(path.findMember(scope), path, scope)
}

function orFail<T>(found: T | undefined, path: Path, scope: PathScope): T {
  if (found !== undefined) return found
  refuseNullInput(path, scope)
  throw new StatesFailure('States.Runtime', `Invalid path '${path.text}' : ${path.explainMiss(scope)}`)
}

/**
 * AWS follows no path into an input that is null. In a template that holds for `$` itself as well: executions were seen to end by
 * `"Input.$": "$"` behind a function that returns nothing, while a state without a template passes null on (Stack Overflow, "AWS Step
 * function parameters are not moving to the next step"; for null itself a case recorded on AWS). Of results nobody has seen it.
 */
export function refuseNullInput({ text }: Path, { input, ofResult }: PathScope): void {
  if (input === null && ofResult !== true && /^\$(?:[.[]|$)/.test(text))
    throw new StatesFailure('States.Runtime', 'Unable to apply Path transformation to null or empty input.')
}

/** The failure of a template's field, or of ErrorPath and CausePath, whose path leads nowhere. */
export function notFound({ text }: Path, field: string, { input, spelledInput }: PathScope): StatesFailure {
  const problem = `could not be found in the input '${spelledInput?.text ?? JSON.stringify(input)}'`
  return new StatesFailure('States.Runtime', `The JSONPath '${text}' specified for the field '${field}' ${problem}`)
}

type Key = { isIndex: false; name: string; isInherited: boolean } | { isIndex: true; index: number }

/** The names and indices of a path that has nothing else, as nearly every path in use. */
function plainKeys(path: ParsedPath): readonly Key[] | undefined {
  const keys: Key[] = []
  for (const step of path.steps) {
    if (step.kind === 'property') keys.push({ isIndex: false, name: step.name, isInherited: step.name in Object.prototype })
    else if (step.kind === 'index') keys.push({ isIndex: true, index: step.index })
    else return undefined
  }
  return keys
}

/** Those are followed in a loop without any allocation. */
function plainFinder(path: ParsedPath, keys: readonly Key[]): (scope: PathScope) => Json | undefined {
  if (path.root.kind === 'input') return scope => follow(keys, scope.input)
  return scope => follow(keys, rootOf(path, scope))
}

/** As `plainFinder`, and in one go as well: the context object is made anew whenever it is asked for. */
function plainMemberFinder(path: ParsedPath, keys: readonly Key[]): (scope: PathScope) => Json | SpelledNumber | undefined {
  const { root } = path
  const last = keys.at(-1)
  if (last === undefined)
    return scope => {
      const found = rootOf(path, scope)
      if (typeof found !== 'number' || root.kind === 'context') return found
      return (root.kind === 'input' ? scope.spelledInput : scope.spelledVariable?.(root.name)) ?? found
    }
  const way = keys.slice(0, -1)
  return scope => {
    const container = follow(way, rootOf(path, scope))
    const found = memberAt(container, last)
    if (typeof found !== 'number') return found
    if (!last.isIndex) return memberOf(container, last.name, found)
    return memberOf(container, last.index < 0 && Array.isArray(container) ? container.length + last.index : last.index, found)
  }
}

function follow(keys: readonly Key[], start: Json | undefined): Json | undefined {
  let value = start
  for (const key of keys) value = memberAt(value, key)
  return value
}

function memberAt(value: Json | undefined, key: Key): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return key.isIndex ? value[key.index < 0 ? value.length + key.index : key.index] : undefined
  // Only a name that every object inherits could be read where it is not a member.
  if (key.isIndex || (key.isInherited && !Object.hasOwn(value, key.name))) return undefined
  return value[key.name]
}
