import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { CheckContext, QueryLanguage } from '../check-context.ts'
import { itemsOf, memberOf, type Place } from '../place.ts'
import { contradictionIn } from './contradiction.ts'
import { type Interval, intervalOf, isWithin } from './interval.ts'

// Each rule is compared with those before it: enough for what people write, bounded for what they generate.
const MAX_INTERVALS = 200

/** Rules of a Choice state that can never match, and a missing Default. */
export function analyseChoice(state: Place, language: QueryLanguage, context: CheckContext): void {
  const rules = memberOf(state, 'Choices')
  if (rules === undefined) return
  const earlier = new Map<string, number>()
  const intervals: { interval: Interval; index: number }[] = []
  let always: number | undefined
  let isExhaustive = false
  for (const [index, rule] of itemsOf(rules).entries()) {
    const condition = conditionOf(rule.node.value)
    const key = JSON.stringify(condition)
    const twin = always ?? earlier.get(key)
    if (twin !== undefined) context.report('unreachable-rule', rule, { earlier: String(twin + 1) })
    else if (language === 'JSONata') {
      const truth = truthOf(condition)
      if (truth === true) always = index
      if (truth === false) context.report('contradictory-rule', rule, { detail: 'false' })
    } else {
      const clash = contradictionIn(condition)
      const interval = intervalOf(condition)
      const cover = interval && intervals.find(known => isWithin(interval, known.interval))
      if (clash !== undefined) context.report('contradictory-rule', rule, { detail: clash })
      else if (cover) context.report('unreachable-rule', rule, { earlier: String(cover.index + 1) })
      if (interval && intervals.length < MAX_INTERVALS) intervals.push({ interval, index })
      isExhaustive ||= earlier.has(JSON.stringify(negationOf(condition)))
    }
    if (!earlier.has(key)) earlier.set(key, index)
  }
  if (!state.node.members?.has('Default') && always === undefined && !isExhaustive)
    context.report('no-default', state, { name: String(state.key) })
}

/** A rule without what it leads to, members in one order. */
function conditionOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(conditionOf)
  if (!isJsonObject(value)) return typeof value === 'string' ? value.replace(/^\{%\s*|\s*%\}$/g, '') : value
  const condition: JsonObject = {}
  for (const name of Object.keys(value).sort()) {
    if (name !== 'Next' && name !== 'Comment' && name !== 'Assign' && name !== 'Output' && name !== '__proto__')
      condition[name] = conditionOf(value[name]!)
  }
  return condition
}

function truthOf(condition: Json): boolean | undefined {
  const written = isJsonObject(condition) ? condition['Condition'] : undefined
  return written === true || written === 'true' ? true : written === false || written === 'false' ? false : undefined
}

/** The condition that holds exactly when this one does not, where there is a simple one. */
function negationOf(condition: Json): Json {
  if (!isJsonObject(condition)) return null
  if (isJsonObject(condition['Not'] ?? null)) return condition['Not']!
  for (const operator of ['BooleanEquals', 'IsPresent', 'IsNull', 'IsString', 'IsNumeric', 'IsBoolean', 'IsTimestamp']) {
    if (typeof condition[operator] === 'boolean') return { ...condition, [operator]: !condition[operator] }
  }
  return { Not: condition }
}
