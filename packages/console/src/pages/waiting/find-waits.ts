import type { JsonObject } from '@pasos/asl'
import { emptyRun, foldHistory, type Step } from '@pasos/graph/run'
import type { QueryClient } from '@tanstack/react-query'
import { findExecutions } from '../../api/executions.ts'
import { describeMachineOf, firstEvents } from '../../api/step-functions.ts'
import { stateDefinitions } from '../../history/state-definitions.ts'
import { type Waits, waitsOf } from '../../history/waits.ts'
import type { ExecutionRecord } from '../../live/execution-record.ts'

/** A step that goes on only when something happens outside of it. */
export interface Wait {
  execution: ExecutionRecord
  step: Step
  state: JsonObject | undefined
  waits: Waits
}

export interface FoundWaits {
  waits: Wait[]
  /** Executions that run. */
  running: number
  /** How many of them were looked at. */
  seen: number
}

/** As many executions as are looked at, so many at a time: each costs a request or two. */
const MOST = 60
const AT_ONCE = 6

/** What the executions that run wait for, the newest of them. Express executions wait for nobody. */
export async function findWaits(queries: QueryClient): Promise<FoundWaits> {
  const { records, counts } = await findExecutions({ status: 'RUNNING', limit: MOST })
  const standard = records.filter(record => record.type === 'STANDARD')
  const waits: Wait[] = []
  for (let at = 0; at < standard.length; at += AT_ONCE)
    waits.push(...(await Promise.all(standard.slice(at, at + AT_ONCE).map(each => waitsIn(each, queries)))).flat())
  return { waits, running: counts.RUNNING ?? records.length, seen: records.length }
}

/** None of an execution that has gone, or that one may not look at, since it was listed. */
async function waitsIn(execution: ExecutionRecord, queries: QueryClient): Promise<Wait[]> {
  const arn = execution.executionArn
  try {
    const [events, { definition }] = await Promise.all([
      firstEvents(arn),
      // What an execution was started with stays what it is, so it is asked for once.
      queries.fetchQuery({
        queryKey: ['machineOf', arn],
        queryFn: () => describeMachineOf(arn),
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
      }),
    ])
    const states = stateDefinitions(definition)
    return foldHistory(emptyRun(), events).steps.flatMap(step => {
      const state = states.get(step.name)
      const waits = waitsOf(step, state)
      return waits ? [{ execution, step, state, waits }] : []
    })
  } catch {
    return []
  }
}
