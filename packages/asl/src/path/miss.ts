import { isJsonObject, type Json } from '../json.ts'
import { type ParsedPath, type PathStep, printStep, printSteps } from './path-step.ts'
import { type PathScope, rootOf } from './select.ts'

/** Java's names of JSON's kinds, as Jayway prints them. */
function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'java.lang.String'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  if (typeof value === 'number') return numberKindOf(value)
  return Array.isArray(value) ? 'java.util.ArrayList' : 'java.util.LinkedHashMap'
}

/** Whole numbers are of the smallest kind that holds them. */
function numberKindOf(value: number): string {
  if (!Number.isInteger(value)) return 'java.lang.Double'
  if (value >= -(2 ** 31) && value < 2 ** 31) return 'java.lang.Integer'
  return value >= -(2 ** 63) && value < 2 ** 63 ? 'java.lang.Long' : 'java.math.BigInteger'
}

/** Says why a definite path leads nowhere, in Jayway's words: `No results for path: $['a']`, `Missing property in path $['a']`. */
export function explainMiss(path: ParsedPath, scope: PathScope): string {
  const steps = path.steps
  let value = rootOf(path, scope)
  if (value === undefined) return `No results for path: ${printSteps(steps)}`
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1
    const reason = reasonAt(step, value, steps.slice(0, index), isLast)
    if (reason !== undefined) return reason
    const next: Json | undefined = stepInto(step, value)
    if (next === undefined) break
    value = next
  }
  return `No results for path: ${printSteps(steps)}`
}

/** Whether a path of names and indices ends at an index that its list does not have, which Jayway does not count as an error. */
export function endsPastList(path: ParsedPath, scope: PathScope): boolean {
  let value = rootOf(path, scope)
  for (const step of path.steps) {
    if (value === undefined) return false
    const next: Json | undefined = stepInto(step, value)
    if (next === undefined) return step.kind === 'index' && Array.isArray(value)
    value = next
  }
  return false
}

function reasonAt(step: PathStep, value: Json, before: readonly PathStep[], isLast: boolean): string | undefined {
  switch (step.kind) {
    case 'properties':
      return isLast ? undefined : `Multi properties can only be used as path leafs: ${printSteps([...before, step])}`
    case 'property':
      if (!isJsonObject(value)) {
        return `Expected to find an object with property ${printStep(step)} in path ${printSteps(before)} but found '${kindOf(value)}'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'.`
      }
      return isLast || Object.hasOwn(value, step.name) ? undefined : `Missing property in path ${printSteps([...before, step])}`
    case 'index':
    case 'indices':
    case 'slice':
      if (value === null) return `The path ${printSteps(before)} is null`
      return Array.isArray(value)
        ? undefined
        : `Filter: ${printStep(step)} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`
    case 'wildcard':
    case 'scan':
    case 'filter':
    case 'function':
      return undefined
  }
}

function stepInto(step: PathStep, value: Json): Json | undefined {
  if (step.kind === 'property' && isJsonObject(value)) return Object.hasOwn(value, step.name) ? value[step.name] : undefined
  if (step.kind === 'index' && Array.isArray(value)) return value.at(step.index)
  return undefined
}
