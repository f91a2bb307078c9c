import { type HistoryEvent, isJsonObject } from '@pasos/asl'
import type { ExecutionIndex } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { parseExecutionArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { executionDoesNotExist } from './errors.ts'
import { pageOf } from './tokens.ts'

interface MapRun {
  mapRunArn: string
  startedBy: number
  startDate: number
  stopDate?: number
}

/** In the order of their starts, as the execution's history tells them. */
export function listMapRuns(deps: StatesDependencies): Operation<states.ListMapRunsInput, states.ListMapRunsOutput> {
  return async ({ executionArn, maxResults, nextToken }) => {
    const arn = executionArn!
    parseExecutionArn(arn)
    if (!(await deps.index.describe(arn))) throw executionDoesNotExist(arn)
    const scope = `map runs ${arn}`
    const { items, ...rest } = pageOf(await mapRunsOf(deps.index, arn), {
      ...{ scope, maxResults, nextToken },
      keyOf: mapRun => mapRun.startedBy,
    })
    const mapRuns = items.map(({ mapRunArn, startDate, stopDate }) => ({
      mapRunArn,
      executionArn: arn,
      // AWS: the machine's ARN with the Map state's label, which is the Map Run's but for its last part.
      stateMachineArn: mapRunArn.replace(':mapRun:', ':stateMachine:').replace(/:[^:]*$/, ''),
      startDate: new Date(startDate),
      ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    }))
    return { mapRuns, ...rest }
  }
}

/** A Map Run's end follows its start in the chain of events; a redriven one has no end until it ends again. */
async function mapRunsOf(index: ExecutionIndex, executionArn: string): Promise<MapRun[]> {
  const runs = new Map<number, MapRun>()
  for await (const event of historyOf(index, executionArn)) {
    const details = event['mapRunStartedEventDetails']
    const mapRunArn = isJsonObject(details) ? details['mapRunArn'] : undefined
    if (typeof mapRunArn === 'string') runs.set(event.id, { mapRunArn, startedBy: event.id, startDate: event.timestamp })
    const run = runs.get(event.previousEventId)
    if (run && /^MapRun(?:Succeeded|Failed|Aborted)$/.test(event.type)) run.stopDate = event.timestamp
  }
  return [...runs.values()]
}

async function* historyOf(index: ExecutionIndex, executionArn: string): AsyncGenerator<HistoryEvent> {
  for (let after: number | undefined; ; ) {
    const page = await index.history(executionArn, { reverse: false, limit: 1000, ...(after !== undefined && { after }) })
    yield* page.events
    after = page.events.at(-1)?.id
    if (!page.more || after === undefined) return
  }
}
