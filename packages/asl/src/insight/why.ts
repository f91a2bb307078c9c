import type { HistoryEvent } from '../history/history-event.ts'
import type { Json } from '../json.ts'
import type { Advice } from './advice.ts'
import { explainEnd } from './explain-failure.ts'
import { explainLateness } from './explain-run.ts'
import { type ExpressionPath, pathsIn, printPath } from './expression-paths.ts'
import { type DefinitionPlace, type ExpressionPlace, expressionsIn, placeIn, placeOfState } from './expression-place.ts'
import { type ExecutionStatus, endOf, type FailedVisit, failedVisit, type TaskCall } from './failed-visit.ts'
import { findMiss, type Segment } from './nearest-path.ts'
import { type Refusal, refusalIn } from './refusal.ts'

/** Why an execution ended as it did, as far as its history and its definition tell. */
export interface Why {
  status: ExecutionStatus
  error?: string
  cause?: string
  state?: { name: string; type: string; enteredEvent: number; input?: Json; place?: DefinitionPlace }
  /** The expression that could not be evaluated. */
  expression?: ExpressionPlace
  /** Where its paths stop to lead anywhere. */
  misses: PathMiss[]
  task?: TaskCall
  refusal?: Refusal
  advice?: Advice
}

export interface PathMiss {
  path: string
  /** The part that leads to something, and what it leads to. */
  present: string
  value: Json
  missing: string
  available: string[]
  nearest?: string
  /** The path as it would lead to a value. */
  fixed?: string
}

/**
 * Finds out why an execution failed.
 *
 * @param history all its events, timestamps in epoch milliseconds
 * @param definition what it ran, JSON text; without it places in the text are not told
 */
export function why(history: readonly HistoryEvent[], definition?: string): Why {
  const end = endOf(history)
  if (end.status === 'SUCCEEDED') return { ...end, misses: [] }
  const visit = failedVisit(history)
  if (visit === undefined) return { ...end, misses: [], ...withAdvice(explainEnd(end)) }
  const { name, type, enteredEvent, input, task } = visit
  const state = definition === undefined ? undefined : placeOfState(definition, name)
  const place = state && placeIn(definition!, state)
  const cause = end.cause ?? ''
  const expression = state && expressionOf(expressionsIn(definition!, state), cause, visit.field)
  const misses = missesOf(expression?.text ?? pathInCause(cause), expression?.field ?? visit.field ?? '', visit, cause)
  const refusal = refusalIn(cause)
  return {
    ...end,
    state: { name, type, enteredEvent, ...(input !== undefined && { input }), ...(place && { place }) },
    ...(expression && { expression }),
    misses,
    ...(task && { task }),
    ...(refusal && { refusal }),
    ...withAdvice(adviseOn(end, misses, task)),
  }
}

function withAdvice(advice: Advice | undefined): { advice?: Advice } {
  return advice === undefined ? {} : { advice }
}

/** Advice that does not say what is wrong with a value that is there. */
const OF_PATHS: ReadonlySet<string> = new Set(['badPayloadPath', 'missingPath', 'query', 'queryError', 'queryNothing'])

/** What a path should have been is worth more than the general words, save where these know the very mistake. */
function adviseOn(end: Parameters<typeof explainEnd>[0], misses: readonly PathMiss[], task: TaskCall | undefined): Advice | undefined {
  const general = explainEnd(end)
  if (general?.key === 'timeout') return explainLateness(task) ?? general
  const [miss] = misses
  if (miss === undefined || (general !== undefined && !OF_PATHS.has(general.key))) return general
  const { path, present, missing, available, fixed } = miss
  if (general?.key === 'badPayloadPath' && fixed === general.facts['fixed']) return general
  if (fixed === undefined) return { key: 'missingPath', facts: { path } }
  return { key: 'misspeltPath', facts: { path, present, missing, available: available.join(', ') || '–', fixed } }
}

/** The expression that the failure speaks of: the one in the field that the history names, or the one that the cause quotes. */
function expressionOf(all: readonly ExpressionPlace[], cause: string, field: string | undefined): ExpressionPlace | undefined {
  const quoted = all
    .filter(({ text }) => cause.includes(text.startsWith('{%') ? text.slice(2, -2).trim() : text))
    .toSorted((a, b) => b.text.length - a.text.length)
  if (field === undefined) return quoted[0]
  return all.find(each => each.field === field || each.field.endsWith(`/${field}`)) ?? quoted[0]
}

function pathInCause(cause: string): string | undefined {
  return /(?:path|JSONPath|value|ReferencePath)[: ]+['"]?(\$[^'"\s]*)/i.exec(cause)?.[1]
}

function missesOf(text: string | undefined, field: string, visit: FailedVisit, cause: string): PathMiss[] {
  if (text === undefined) return []
  return pathsIn(text).flatMap(path => {
    const root = rootOf(path, field, visit, cause)
    const miss = root === undefined ? undefined : findMiss(root, path.segments)
    if (miss === undefined) return []
    const print = (segments: readonly Segment[]) => printPath(path, segments)
    return [
      {
        path: path.text,
        present: print(path.segments.slice(0, miss.depth)),
        value: miss.value,
        missing: String(miss.missing),
        available: miss.available,
        ...(miss.nearest !== undefined && { nearest: miss.nearest }),
        ...(miss.fixed && { fixed: print(miss.fixed) }),
      },
    ]
  })
}

/** What a path of a field starts from. */
function rootOf({ root }: ExpressionPath, field: string, visit: FailedVisit, cause: string): Json | undefined {
  if (root.kind === 'variable') return Object.hasOwn(visit.variables, root.name) ? visit.variables[root.name] : undefined
  if (root.kind === 'result') return visit.result
  if (root.kind !== 'input') return undefined
  // AWS quotes the very data in some causes.
  const quoted = /in the input '(.*)'$/s.exec(cause)?.[1]
  if (quoted !== undefined) {
    try {
      return JSON.parse(quoted) as Json
    } catch {
      // Cut off in the middle: the history has it too.
    }
  }
  return field.startsWith('ResultSelector') || (field === 'OutputPath' && visit.result !== undefined) ? visit.result : visit.input
}
