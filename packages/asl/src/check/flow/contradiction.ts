import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { areDisjoint, intervalOf } from './interval.ts'

/** Two parts of an `And` that cannot both hold; `undefined` when none are found. */
export function contradictionIn(condition: Json): string | undefined {
  if (!isJsonObject(condition) || !Array.isArray(condition['And'])) return undefined
  const parts = condition['And'].flatMap(conjuncts).slice(0, 50)
  for (const [index, first] of parts.entries()) {
    for (const second of parts.slice(index + 1)) if (clash(first, second)) return `${JSON.stringify(first)} / ${JSON.stringify(second)}`
  }
  return undefined
}

function conjuncts(part: Json): JsonObject[] {
  if (!isJsonObject(part)) return []
  return Array.isArray(part['And']) ? part['And'].flatMap(conjuncts) : [part]
}

function clash(first: JsonObject, second: JsonObject): boolean {
  if (isNegationOf(first, second) || isNegationOf(second, first)) return true
  if (typeof first['Variable'] !== 'string' || first['Variable'] !== second['Variable']) return false
  const [a, b] = [intervalOf(first), intervalOf(second)]
  if (a && b) return areDisjoint(a, b)
  return needsType(first) !== undefined && needsType(second) !== undefined ? typesClash(first, second) : isAbsentAndUsed(first, second)
}

function isNegationOf(first: JsonObject, second: JsonObject): boolean {
  return isJsonObject(first['Not'] ?? null) && JSON.stringify(first['Not']) === JSON.stringify(second)
}

const TYPE_OF_OPERATOR = /^(?:Is)?(String|Numeric|Boolean|Timestamp|Null)/

/** The type a comparison needs its variable to have. */
function needsType(condition: JsonObject): string | undefined {
  for (const [operator, value] of Object.entries(condition)) {
    if (operator.startsWith('Is') && value !== true) continue
    const type = TYPE_OF_OPERATOR.exec(operator)?.[1]
    if (type !== undefined) return type
  }
  return undefined
}

function typesClash(first: JsonObject, second: JsonObject): boolean {
  const [a, b] = [needsType(first), needsType(second)]
  // A timestamp is a string too.
  if (a !== b) return ![a, b].every(type => type === 'String' || type === 'Timestamp')
  for (const operator of ['StringEquals', 'BooleanEquals', 'TimestampEquals']) {
    if (first[operator] !== undefined && second[operator] !== undefined && first[operator] !== second[operator]) return true
  }
  return false
}

function isAbsentAndUsed(first: JsonObject, second: JsonObject): boolean {
  const isAbsent = (condition: JsonObject): boolean => condition['IsPresent'] === false
  const isUsed = (condition: JsonObject): boolean => needsType(condition) !== undefined || condition['IsPresent'] === true
  return (isAbsent(first) && isUsed(second)) || (isAbsent(second) && isUsed(first))
}
