import { toJavaDouble } from '../intrinsic/java-text.ts'
import { isJsonObject, type Json } from '../json.ts'
import { joined, memberOf, numberOf, type SpelledNumber } from '../spelled-numbers.ts'
import type { PathFunctionName } from './path-step.ts'

type Found = Json | SpelledNumber | undefined

const FUNCTIONS: Readonly<Record<PathFunctionName, (value: Json, args: readonly Json[]) => Found>> = {
  length: value =>
    typeof value === 'string' || Array.isArray(value) ? value.length : isJsonObject(value) ? Object.keys(value).length : undefined,
  min: (value, args) => aggregate(value, args, numbers => numbers.reduce((a, b) => Math.min(a, b))),
  max: (value, args) => aggregate(value, args, numbers => numbers.reduce((a, b) => Math.max(a, b))),
  sum: (value, args) => aggregate(value, args, sum),
  avg: (value, args) => aggregate(value, args, numbers => sum(numbers) / numbers.length),
  stddev: (value, args) => aggregate(value, args, standardDeviation),
  keys: value => (isJsonObject(value) ? Object.keys(value) : undefined),
  concat: (value, args) => [...(Array.isArray(value) ? value : []), ...args].filter(isScalar).map(String).join(''),
  append: (value, args) => (Array.isArray(value) ? joined(value, args) : undefined),
  first: value => itemAt(value, 0),
  last: value => itemAt(value, -1),
  index: (value, args) => (typeof args[0] === 'number' ? itemAt(value, Math.trunc(args[0])) : undefined),
}

function itemAt(value: Json, place: number): Found {
  if (!Array.isArray(value)) return undefined
  const at = place < 0 ? value.length + place : place
  const item = value[at]
  return item === undefined ? undefined : memberOf(value, at, item)
}

export function isPathFunctionName(name: string): name is PathFunctionName {
  return Object.hasOwn(FUNCTIONS, name)
}

/** Applies a path function; undefined when the value is not of the kind it works on. */
export function applyPathFunction(name: PathFunctionName, value: Json, args: readonly Json[]): Found {
  return FUNCTIONS[name](value, args)
}

function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

/**
 * Jayway takes the numbers of the array itself and those of the arguments (also inside an argument that is an array). What comes of them
 * is a Java double, as the table of functions in its README says: the sum of 1 and 2 is `3.0`.
 */
function aggregate(value: Json, args: readonly Json[], combine: (numbers: readonly number[]) => number): Found {
  const numbers = [...(Array.isArray(value) ? value : []), ...args.flat()].filter(item => typeof item === 'number')
  return numbers.length === 0 ? undefined : numberOf(toJavaDouble(combine(numbers)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b)
}

function standardDeviation(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length
  const squares = numbers.reduce((total, number) => total + number * number, 0)
  return Math.sqrt(Math.max(0, squares / numbers.length - mean * mean))
}
