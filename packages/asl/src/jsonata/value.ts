import type { Frame } from './frame.ts'
import type { Node, Signature } from './syntax-tree.ts'

/**
 * An array as evaluations know it. The marks have jsonata's names, since its built-in functions read them:
 * `sequence` — made by the evaluation, so one item stands for itself; `keepSingleton` — but not here (`[]`); `cons` — written as `[…]` in a
 * path; `tupleStream` — items carry variables bound by `@`, `#` or `%`; `outerWrapper` — stands for an array that is the context.
 */
export interface Sequence extends Array<unknown> {
  sequence?: boolean
  keepSingleton?: boolean
  cons?: boolean
  tupleStream?: boolean
  outerWrapper?: boolean
}

export function sequenceOf(...items: unknown[]): Sequence {
  const sequence: Sequence = items
  sequence.sequence = true
  return sequence
}

/** Marks an array of our own as a sequence. */
export function asSequence(items: Sequence): Sequence {
  items.sequence = true
  return items
}

export function isArray(value: unknown): value is Sequence {
  return Array.isArray(value)
}

export function isSequence(value: unknown): value is Sequence {
  return Array.isArray(value) && (value as Sequence).sequence === true
}

export function isTupleStream(value: unknown): value is Sequence {
  return Array.isArray(value) && (value as Sequence).tupleStream === true
}

/** A function written in the expression. A class, so that no object of the input can pass for one. */
export class Lambda {
  // Read by jsonata's own functions.
  readonly _jsonata_lambda = true
  readonly node: Node
  readonly input: unknown
  readonly frame: Frame
  readonly parameters: readonly string[]
  readonly isThunk: boolean

  constructor(node: Node, input: unknown, frame: Frame, parameters: readonly string[]) {
    this.node = node
    this.input = input
    this.frame = frame
    this.parameters = parameters
    this.isThunk = node.thunk === true
  }
}

/** What a built-in function is given beside its arguments. */
export interface Call<Run> {
  readonly run: Run
  readonly input: unknown
  readonly frame: Frame
}

/** A built-in function, a regular expression, or a function some of whose arguments are given already. */
export class Native {
  readonly _jsonata_function = true
  readonly arity: number
  readonly signature: Signature | undefined
  readonly implementation: (args: readonly unknown[], call: Call<unknown>) => unknown

  constructor(implementation: Native['implementation'], arity: number, signature?: Signature) {
    this.implementation = implementation
    this.arity = arity
    this.signature = signature
  }
}

export type FunctionValue = Lambda | Native

export function isFunction(value: unknown): value is FunctionValue {
  return value instanceof Lambda || value instanceof Native
}

export function arityOf(value: FunctionValue): number {
  return value instanceof Lambda ? value.parameters.length : value.arity
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isFunction(value)
}

/** Sets a member by definition where assignment would change the prototype. */
export function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

/** Whether a value is a number to calculate with. Infinity is refused (D1001), NaN is no number. */
export function isNumber(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false
  if (Number.isFinite(value)) return true
  throw languageError('D1001', { value })
}

/** An error of the language on its way out; its text is put together where it leaves (`error-text.ts`). */
export class LanguageError {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
  /** The function or operator it is about. */
  token: unknown

  constructor(code: string, details: Readonly<Record<string, unknown>>) {
    this.code = code
    this.details = details
    this.token = details['token']
  }
}

/** What makes version 2.0.6 of the library break down, without an error of the language. */
export class InternalError extends Error {
  override readonly name = 'InternalError'
}

export function languageError(code: string, details: Readonly<Record<string, unknown>> = {}): LanguageError {
  return new LanguageError(code, details)
}
