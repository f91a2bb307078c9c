import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { isSpelled, memberOf, putMember, rememberAs, SpelledNumber } from '../spelled-numbers.ts'
import { newWorkBudget, payVisits, type WorkBudget } from '../work-budget.ts'
import { passesFilter } from './filter.ts'
import { applyPathFunction } from './path-function.ts'
import type { FilterOperand, ParsedPath, PathArgument, PathFilter, PathStep } from './path-step.ts'
import { isDefiniteSteps } from './path-step.ts'

/** Where paths are read: `input` is `$`, beside it the context object and the variables. */
export interface PathScope {
  readonly input: Json
  /** The input where it is a number, with its text where that is unusual. */
  readonly spelledInput?: SpelledNumber | undefined
  /** The input is what the state's work gave. */
  readonly ofResult?: boolean
  context(): JsonObject
  /** Undefined when there is no such variable. */
  variable(name: string): Json | undefined
  /** A variable that is a number, with its text where that is unusual. */
  spelledVariable?(name: string): SpelledNumber | undefined
  /** What all paths of the state may use up together; each path by itself where there is none. */
  readonly budget?: WorkBudget
}

export function rootOf(path: ParsedPath, scope: PathScope): Json | undefined {
  switch (path.root.kind) {
    case 'input':
      return scope.input
    case 'context':
      return scope.context()
    case 'variable':
      return scope.variable(path.root.name)
  }
}

/** What one evaluation carries along. */
interface Walk {
  readonly root: Json
  readonly scope: PathScope
  readonly budget: WorkBudget
}

/**
 * Follows any path. A definite one gives its value, or undefined when it leads nowhere; another gives the array of all it leads to,
 * in the order of the document.
 */
export function selectPath(path: ParsedPath, scope: PathScope, budget?: WorkBudget): Json | undefined {
  const found = selectMember(path, scope, budget)
  return found instanceof SpelledNumber ? found.value : found
}

/** As `selectPath()`; a single number comes with its text where that is unusual. */
export function selectMember(
  path: ParsedPath,
  scope: PathScope,
  budget: WorkBudget = scope.budget ?? newWorkBudget(),
): Json | SpelledNumber | undefined {
  const root = rootOf(path, scope)
  if (root === undefined) return undefined
  const walk: Walk = { root, scope, budget }
  const last = path.steps.at(-1)
  if (last?.kind !== 'function') return singleOrAll(path.steps, selectAll(path.steps, root, walk))
  const steps = path.steps.slice(0, -1)
  const found = singleOrAll(steps, selectAll(steps, root, walk))
  if (found === undefined) return undefined
  const value = found instanceof SpelledNumber ? found.value : found
  const args: Json[] = []
  for (const argument of last.args) {
    const operand = argumentOf(argument, walk)
    if (operand === undefined) return undefined
    putMember(args, args.length, operand)
  }
  for (const operand of [value, ...args]) payVisits(budget, childCount(operand) / 4)
  return applyPathFunction(last.name, value, args)
}

function singleOrAll(steps: readonly PathStep[], matches: Json[]): Json | SpelledNumber | undefined {
  if (!isDefiniteSteps(steps)) return matches
  return matches.length === 0 ? undefined : memberOf(matches, 0, matches[0]!)
}

function argumentOf(argument: PathArgument, walk: Walk): Json | SpelledNumber | undefined {
  return argument.kind === 'literal' ? argument.value : selectMember(argument.path, walk.scope, walk.budget)
}

function selectAll(steps: readonly PathStep[], start: Json, walk: Walk): Json[] {
  let values: Json[] = [start]
  for (let index = 0; index < steps.length && values.length > 0; index++) {
    const step = steps[index]!
    const next: Json[] = []
    if (step.kind === 'scan') {
      const after = steps[++index]!
      for (const value of values) forEachBelow(value, below => selectStep(after, below, next, walk))
    } else {
      for (const value of values) selectStep(step, value, next, walk)
    }
    values = next
  }
  return values
}

/** The value itself and all below it, parents first. An explicit list instead of recursion: depth is bounded by memory only. */
function forEachBelow(value: Json, visit: (value: Json) => void): void {
  const pending: Json[] = [value]
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    visit(current)
    const children = childrenOf(current)
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index]!
      if (typeof child === 'object' && child !== null) pending.push(child)
    }
  }
}

function childCount(value: Json): number {
  return Array.isArray(value) ? value.length : isJsonObject(value) ? Object.keys(value).length : 0
}

function childrenOf(value: Json): Json[] {
  if (Array.isArray(value)) return value
  return isJsonObject(value) ? Object.values(value) : []
}

function selectStep(step: PathStep, value: Json, out: Json[], walk: Walk): void {
  payVisits(walk.budget, 1)
  switch (step.kind) {
    case 'property':
      if (isJsonObject(value) && Object.hasOwn(value, step.name)) push(out, value, step.name, value[step.name]!)
      return
    case 'properties':
      payVisits(walk.budget, step.names.length)
      if (isJsonObject(value)) out.push(pick(value, step.names))
      return
    case 'index':
      if (Array.isArray(value)) pushIndex(value, step.index, out)
      return
    case 'indices':
      payVisits(walk.budget, step.indices.length / 4)
      if (Array.isArray(value)) for (const index of step.indices) pushIndex(value, index, out)
      return
    case 'slice':
      if (Array.isArray(value)) pushSlice(value, step, out, walk)
      return
    case 'wildcard':
      pushChildren(value, out, walk)
      return
    case 'filter':
      // Jayway tests an object itself, but each item of an array.
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) if (passes(step.filter, item, walk)) push(out, value, index, item)
      } else if (isJsonObject(value) && passes(step.filter, value, walk)) out.push(value)
      return
    case 'scan':
    case 'function':
      throw new Error(`A step '${step.kind}' is not taken by itself`)
  }
}

function passes(filter: PathFilter, item: Json, walk: Walk): boolean {
  payVisits(walk.budget, 1)
  return passesFilter(
    filter,
    operand => operandOf(operand, item, walk),
    work => payVisits(walk.budget, work),
  )
}

function pushChildren(value: Json, out: Json[], { budget }: Walk): void {
  const children = childrenOf(value)
  // Less for the time than for the place that they take in the list.
  payVisits(budget, children.length / 3)
  const names = isJsonObject(value) && isSpelled(value) ? Object.keys(value) : undefined
  for (let index = 0; index < children.length; index++) push(out, value, names?.[index] ?? index, children[index]!)
}

/** Hands a member on, with the way it was written where that is unusual. */
function push(out: Json[], from: Json, name: string | number, member: Json): void {
  if (typeof member === 'number') putMember(out, out.length, memberOf(from, name, member))
  else out.push(member)
}

function pushIndex(value: readonly Json[], index: number, out: Json[]): void {
  const at = index < 0 ? value.length + index : index
  const item = value[at]
  if (item !== undefined) push(out, value as Json[], at, item)
}

function pushSlice(value: readonly Json[], slice: PathStep & { kind: 'slice' }, out: Json[], { budget }: Walk): void {
  const from = slice.from === undefined ? 0 : slice.from < 0 ? Math.max(0, value.length + slice.from) : slice.from
  const to = slice.to === undefined ? value.length : slice.to < 0 ? value.length + slice.to : Math.min(slice.to, value.length)
  payVisits(budget, Math.max(0, to - from) / 3)
  for (let index = from; index < to; index += slice.step) push(out, value as Json[], index, value[index]!)
}

/** Several names in brackets make one object of those that are there. Built by definition, not assignment: `__proto__` is a plain name. */
function pick(value: JsonObject, names: readonly string[]): JsonObject {
  return rememberAs(value, Object.fromEntries(names.filter(name => Object.hasOwn(value, name)).map(name => [name, value[name]!])))
}

function operandOf(operand: FilterOperand, item: Json, { root, scope, budget }: Walk): Json | undefined {
  switch (operand.kind) {
    case 'literal':
      return operand.value
    case 'pattern':
      return undefined
    case 'item':
      return selectPath(operand.path, scopeWith(scope, item), budget)
    case 'root':
      return selectPath(operand.path, operand.path.root.kind === 'input' ? scopeWith(scope, root) : scope, budget)
  }
}

function scopeWith(scope: PathScope, input: Json): PathScope {
  return { input, context: () => scope.context(), variable: name => scope.variable(name) }
}
