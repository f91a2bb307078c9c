import type { RE2JS } from 're2js'
import type { Json } from '../json.ts'

/** What a path starts from: the state's input, the context object (`$$`) or a variable (`$name`). */
export type PathRoot = { kind: 'input' } | { kind: 'context' } | { kind: 'variable'; name: string }

/** One step of a path. Names are plain text: `__proto__` is a name like any other. */
export type PathStep =
  | { kind: 'property'; name: string }
  | { kind: 'properties'; names: readonly string[] }
  | { kind: 'index'; index: number }
  | { kind: 'indices'; indices: readonly number[] }
  | { kind: 'slice'; from: number | undefined; to: number | undefined; step: number }
  | { kind: 'wildcard' }
  /** `..`: the next step is applied to the value and to everything below it. */
  | { kind: 'scan' }
  | { kind: 'filter'; filter: PathFilter; text: string }
  | { kind: 'function'; name: PathFunctionName; args: readonly PathArgument[] }

export type PathFunctionName =
  | 'length'
  | 'min'
  | 'max'
  | 'avg'
  | 'stddev'
  | 'sum'
  | 'keys'
  | 'concat'
  | 'append'
  | 'first'
  | 'last'
  | 'index'

/** An argument of a path function: a literal or another path. */
export type PathArgument = { kind: 'literal'; value: Json } | { kind: 'path'; path: ParsedPath }

export interface ParsedPath {
  root: PathRoot
  steps: readonly PathStep[]
}

/** What stands in `?(…)`. */
export type PathFilter =
  | { kind: 'and' | 'or'; terms: readonly PathFilter[] }
  | { kind: 'not'; term: PathFilter }
  | { kind: 'exists'; operand: FilterOperand }
  | { kind: 'compare'; operator: FilterOperator; left: FilterOperand; right: FilterOperand }

export type FilterOperator =
  | '=='
  | '!='
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '=~'
  | 'in'
  | 'nin'
  | 'subsetof'
  | 'anyof'
  | 'noneof'
  | 'contains'
  | 'size'
  | 'empty'

export type FilterOperand =
  | { kind: 'literal'; value: Json }
  /** `@…`: from the item under test. */
  | { kind: 'item'; path: ParsedPath }
  /** `$…`: from where the whole path starts. */
  | { kind: 'root'; path: ParsedPath }
  | { kind: 'pattern'; pattern: RE2JS }

/**
 * Whether the path leads to at most one value. Jayway's rule: several names in brackets are definite (they make one object),
 * several indices are not; a function makes one value of whatever it is applied to.
 */
export function isDefiniteSteps(steps: readonly PathStep[]): boolean {
  if (steps.at(-1)?.kind === 'function') return true
  return steps.every(step => step.kind === 'property' || step.kind === 'index' || step.kind === 'properties' || step.kind === 'function')
}

/** A step as Jayway prints it in its messages: `['a']`, `[0]`. */
export function printStep(step: PathStep): string {
  switch (step.kind) {
    case 'property':
      return `['${step.name}']`
    case 'properties':
      return `[${step.names.map(name => `'${name}'`).join(', ')}]`
    case 'index':
      return `[${step.index}]`
    case 'indices':
      return `[${step.indices.join(',')}]`
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}${step.step === 1 ? '' : `:${step.step}`}]`
    case 'wildcard':
      return '[*]'
    case 'scan':
      return '..'
    case 'filter':
      return `[?(${step.text})]`
    case 'function':
      return `.${step.name}()`
  }
}

/** Steps as Jayway prints them, from `$`. */
export function printSteps(steps: readonly PathStep[]): string {
  return `$${steps.map(printStep).join('')}`
}
