import { isJsonObject, type Json } from '../../json.ts'

/** The numbers of one variable that satisfy a comparison. */
export interface Interval {
  variable: string
  from: number
  to: number
  /** Whether the ends belong to it. */
  fromClosed: boolean
  toClosed: boolean
}

/** The interval of a rule that is one numeric comparison with a literal. */
export function intervalOf(condition: Json): Interval | undefined {
  if (!isJsonObject(condition) || Object.keys(condition).length !== 2 || typeof condition['Variable'] !== 'string') return undefined
  const all = {
    variable: condition['Variable'],
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
    fromClosed: false,
    toClosed: false,
  }
  for (const [operator, limit] of Object.entries(condition)) {
    if (typeof limit !== 'number') continue
    switch (operator) {
      case 'NumericEquals':
        return { ...all, from: limit, to: limit, fromClosed: true, toClosed: true }
      case 'NumericGreaterThan':
        return { ...all, from: limit }
      case 'NumericGreaterThanEquals':
        return { ...all, from: limit, fromClosed: true }
      case 'NumericLessThan':
        return { ...all, to: limit }
      case 'NumericLessThanEquals':
        return { ...all, to: limit, toClosed: true }
      default:
        return undefined
    }
  }
  return undefined
}

export function isWithin(inner: Interval, outer: Interval): boolean {
  if (inner.variable !== outer.variable) return false
  const startsInside = inner.from > outer.from || (inner.from === outer.from && (outer.fromClosed || !inner.fromClosed))
  const endsInside = inner.to < outer.to || (inner.to === outer.to && (outer.toClosed || !inner.toClosed))
  return startsInside && endsInside
}

/** Whether no number is in both. */
export function areDisjoint(a: Interval, b: Interval): boolean {
  if (a.variable !== b.variable) return false
  const [low, high] = a.from < b.from || (a.from === b.from && a.to <= b.to) ? [a, b] : [b, a]
  return low.to < high.from || (low.to === high.from && !(low.toClosed && high.fromClosed))
}
