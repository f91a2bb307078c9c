/** One visit of a state, as far as two are compared; `input` and `output` are texts. */
export interface ComparedVisit {
  name: string
  status: string
  error?: string
  input?: string
  output?: string
}

/** The same visit of the same state in two executions, or a visit that only one of them has. */
export interface VisitPair<Visit extends ComparedVisit = ComparedVisit> {
  name: string
  /** Which visit of the state, from 1. */
  visit: number
  first?: Visit
  second?: Visit
}

export type Difference = 'onlyFirst' | 'onlySecond' | 'status' | 'error' | 'input' | 'output'

/**
 * Puts the visits of two executions side by side: the nth visit of a state beside the nth of the other, in the order in which they were
 * entered. What one has alone stands where it happened. Takes time in proportion to the number of visits.
 */
export function alignVisits<Visit extends ComparedVisit>(first: readonly Visit[], second: readonly Visit[]): VisitPair<Visit>[] {
  const firstKeys = keysOf(first)
  const secondKeys = keysOf(second)
  const inFirst = new Set(firstKeys.map(({ key }) => key))
  const inSecond = new Map(secondKeys.map(({ key }, index) => [key, index]))
  const pairs: VisitPair<Visit>[] = []
  const done = new Set<number>()
  let at = 0
  /** Those that only the second has, up to the next that both have. */
  const takeSecond = (): void => {
    for (; at < second.length; at++) {
      const { key, visit } = secondKeys[at]!
      if (inFirst.has(key) && !done.has(at)) return
      if (!inFirst.has(key)) pairs.push({ name: second[at]!.name, visit, second: second[at]! })
    }
  }
  for (const [index, each] of first.entries()) {
    takeSecond()
    const { key, visit } = firstKeys[index]!
    const other = inSecond.get(key)
    if (other === undefined) pairs.push({ name: each.name, visit, first: each })
    else {
      done.add(other)
      pairs.push({ name: each.name, visit, first: each, second: second[other]! })
    }
  }
  takeSecond()
  return pairs
}

function keysOf(all: readonly ComparedVisit[]): { key: string; visit: number }[] {
  const visits = new Map<string, number>()
  return all.map(({ name }) => {
    const visit = (visits.get(name) ?? 0) + 1
    visits.set(name, visit)
    return { key: `${visit}\n${name}`, visit }
  })
}

/** What is different between the two of a pair, what matters most first. */
export function differences({ first, second }: VisitPair): Difference[] {
  if (first === undefined) return ['onlySecond']
  if (second === undefined) return ['onlyFirst']
  const found: Difference[] = []
  if (first.status !== second.status) found.push('status')
  if (first.error !== second.error) found.push('error')
  if (first.input !== second.input) found.push('input')
  if (first.output !== second.output) found.push('output')
  return found
}
