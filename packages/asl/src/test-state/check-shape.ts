import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { ResultModel, ResultShape } from './result-model.ts'

/** `STRICT`: required members must be there. Both: what is there must be what the API would answer. */
export type ValidationMode = 'STRICT' | 'PRESENT'

/**
 * The first thing in which a mocked result is not what the API answers, in AWS's words. Members that the API does not know are left
 * alone, as are nulls.
 */
export function shapeProblem(model: ResultModel, target: string, value: Json, mode: ValidationMode): string | undefined {
  return problemOf({ model, mode }, target, value, 'result')
}

interface Check {
  model: ResultModel
  mode: ValidationMode
}

/** `field` is the nearest member around the value: AWS names it alone, without a path. */
function problemOf(check: Check, target: string, value: Json, field: string): string | undefined {
  if (value === null) return undefined
  switch (target) {
    case ':any':
      return undefined
    // AWS shows blobs as texts.
    case ':string':
    case ':blob':
      return typeof value === 'string' ? undefined : mustBe(field, 'a string')
    // AWS: SDK integrations show times as texts, some optimized ones as epoch milliseconds.
    case ':timestamp':
      return typeof value === 'string' || typeof value === 'number' ? undefined : mustBe(field, 'a valid timestamp')
    case ':number':
      return typeof value === 'number' ? undefined : mustBe(field, 'a number')
    case ':boolean':
      return typeof value === 'boolean' ? undefined : mustBe(field, 'a boolean')
    default:
      return shapedProblem(check, check.model.shapes[target] ?? { kind: 'any' }, value, field)
  }
}

function shapedProblem(check: Check, shape: ResultShape, value: Json, field: string): string | undefined {
  switch (shape.kind) {
    case 'any':
      return undefined
    case 'string':
      return typeof value === 'string' ? textProblem(shape, value, field) : mustBe(field, 'a string')
    case 'number':
      return typeof value === 'number' ? rangeProblem(shape, value, field) : mustBe(field, 'a number')
    case 'list':
      if (!Array.isArray(value)) return mustBe(field, 'an array')
      return firstProblem(value, item => problemOf(check, shape.member, item, field))
    case 'map':
      if (!isJsonObject(value)) return mustBe(field, 'an object')
      return firstProblem(Object.entries(value), ([key, item]) => problemOf(check, shape.value, item, key))
    case 'structure':
      return isJsonObject(value) ? structureProblem(check, shape, value) : mustBe(field, 'an object')
  }
}

function structureProblem(check: Check, shape: Extract<ResultShape, { kind: 'structure' }>, value: JsonObject): string | undefined {
  const missing = check.mode === 'STRICT' ? shape.required?.find(name => (own(value, name) ?? null) === null) : undefined
  if (missing !== undefined) return `Required field '${missing}' is missing`
  return firstProblem(Object.entries(shape.members), ([name, target]) => problemOf(check, target, own(value, name) ?? null, name))
}

function textProblem(shape: Extract<ResultShape, { kind: 'string' }>, value: string, field: string): string | undefined {
  if (shape.values !== undefined && !shape.values.includes(value)) return `Field '${field}' is not an expected value`
  if (shape.min !== undefined && value.length < shape.min) return `Field '${field}' is less than the minimum length`
  if (shape.max !== undefined && value.length > shape.max) return `Field '${field}' exceeds the maximum length`
  return undefined
}

function rangeProblem(shape: Extract<ResultShape, { kind: 'number' }>, value: number, field: string): string | undefined {
  if (shape.min !== undefined && value < shape.min) return `Field '${field}' is less than the minimum value`
  if (shape.max !== undefined && value > shape.max) return `Field '${field}' exceeds the maximum value`
  return undefined
}

function firstProblem<T>(items: readonly T[], check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = check(item)
    if (problem !== undefined) return problem
  }
  return undefined
}

function mustBe(field: string, what: string): string {
  return `Field '${field}' must be ${what}`
}

function own(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined
}
