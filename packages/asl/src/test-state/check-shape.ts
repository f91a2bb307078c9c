import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { ResultMember, ResultShape, SimpleResult } from './result-model.ts'

/** `STRICT`: required members must be there. Both: what is there must be what the API would answer. */
export type ValidationMode = 'STRICT' | 'PRESENT'

export interface ShapeCheck {
  mode: ValidationMode
  /** Members have the API's names with a capital letter; in SDK integrations those of the SDK for Java. */
  optimized: boolean
  /** Members of the answer itself that may hold anything. */
  open?: readonly string[]
}

/**
 * The first thing in which a mocked result is not what the API answers, in AWS's words. Members that the API does not know are left
 * alone, as are nulls.
 */
export function shapeProblem(shape: ResultShape, value: Json, check: ShapeCheck): string | undefined {
  if (isStructure(shape) && check.open !== undefined) {
    const closed = shape.members.filter(({ name }) => !check.open!.includes(upperFirst(name)))
    return problemOf(check, { ...shape, members: closed }, value, 'result')
  }
  return problemOf(check, shape, value, 'result')
}

function isStructure(shape: ResultShape): shape is Extract<ResultShape, { members: unknown }> {
  return shape.kind === 'structure' || shape.kind === 'union'
}

/** `field` is the nearest member around the value: AWS names it alone, without a path. */
function problemOf(check: ShapeCheck, shape: ResultShape, value: Json, field: string): string | undefined {
  if (value === null) return undefined
  switch (shape.kind) {
    case 'document':
      return undefined
    // AWS shows blobs and times as texts, and wants a mock's so too where real results have numbers (boto3's issue 4683).
    case 'string':
      return typeof value === 'string' ? textProblem(shape, value, field) : mustBe(field, 'a string')
    case 'blob':
      return typeof value === 'string' ? lengthProblem({ min: shape.min }, value, field) : mustBe(field, 'a string')
    case 'timestamp':
      return typeof value === 'string' ? undefined : mustBe(field, 'a string')
    case 'number':
      return typeof value === 'number' ? rangeProblem(shape, value, field) : mustBe(field, 'a number')
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mustBe(field, 'a boolean')
    case 'list':
      if (!Array.isArray(value)) return mustBe(field, 'an array')
      return firstProblem(value, item => problemOf(check, shape.member, item, field))
    case 'map':
      if (!isJsonObject(value)) return mustBe(field, 'an object')
      return firstProblem(Object.entries(value), ([key, item]) => problemOf(check, shape.value, item, key))
    case 'structure':
    case 'union':
      return isJsonObject(value) ? structureProblem(check, shape.members, value) : mustBe(field, 'an object')
  }
}

function structureProblem(check: ShapeCheck, members: readonly ResultMember[], value: JsonObject): string | undefined {
  const shownAs = ({ name, sdkName }: ResultMember) => (check.optimized ? upperFirst(name) : sdkName)
  const isMissing = (member: ResultMember) => member.required && (own(value, shownAs(member)) ?? null) === null
  const missing = check.mode === 'STRICT' ? members.find(isMissing) : undefined
  if (missing !== undefined) return `Required field '${shownAs(missing)}' is missing`
  return firstProblem(members, member => problemOf(check, member.shape, own(value, shownAs(member)) ?? null, shownAs(member)))
}

function textProblem(shape: SimpleResult, value: string, field: string): string | undefined {
  if (shape.values !== undefined && !shape.values.includes(value)) return `Field '${field}' is not an expected value`
  return lengthProblem(shape, value, field)
}

function lengthProblem(shape: { min?: number | undefined; max?: number }, value: string, field: string): string | undefined {
  if (shape.min !== undefined && value.length < shape.min) return `Field '${field}' is less than the minimum length`
  if (shape.max !== undefined && value.length > shape.max) return `Field '${field}' exceeds the maximum length`
  return undefined
}

function rangeProblem(shape: SimpleResult, value: number, field: string): string | undefined {
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

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function own(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined
}
