import { numberBounds } from '../../definition/number-bounds.ts'
import type { FieldShape } from './shape.ts'

/** The shapes that several objects share. Sources: states-language.net/spec.html and the developer guide's page of each state. */
export const text: FieldShape = { value: { kind: 'string' } }
export const queryLanguage: FieldShape = { value: { kind: 'enum', values: ['JSONPath', 'JSONata'] } }
export const assign: FieldShape = { value: { kind: 'assign' } }
export const output: FieldShape = { value: { kind: 'expressions', types: ['any'] }, only: 'JSONata' }
export const argumentsField: FieldShape = { value: { kind: 'expressions', types: ['any'] }, only: 'JSONata' }
export const inputPath: FieldShape = { value: { kind: 'path', nullable: true }, only: 'JSONPath' }
export const resultPath: FieldShape = { value: { kind: 'result-path' }, only: 'JSONPath' }
export const parameters: FieldShape = { value: { kind: 'template', root: 'any' }, only: 'JSONPath' }
export const resultSelector: FieldShape = { value: { kind: 'template', root: 'object' }, only: 'JSONPath' }
export const retry: FieldShape = { value: { kind: 'list', shape: 'Retrier' } }
export const catchField: FieldShape = { value: { kind: 'list', shape: 'Catcher' } }

/** A path to a number or a time within the input or a variable. */
export const numberPath: FieldShape = { value: { kind: 'reference-path', variable: true }, only: 'JSONPath' }
export const anyPath: FieldShape = { value: { kind: 'reference-path', context: true, variable: true }, only: 'JSONPath' }

/** Every state has these. */
export const named: Readonly<Record<string, FieldShape>> = { Type: text, Comment: text, QueryLanguage: queryLanguage }
/** States that go on somewhere. */
export const transition: Readonly<Record<string, FieldShape>> = { Next: text, End: { value: { kind: 'true' } } }
export const inputOutput: Readonly<Record<string, FieldShape>> = { InputPath: inputPath, OutputPath: inputPath, Output: output }

/** A number that may also be given by a path or an expression. */
export function number(name: keyof typeof numberBounds): FieldShape {
  return { value: { ...numberBounds[name], expression: true } }
}
