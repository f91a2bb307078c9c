import type { MapRunRecord } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { parseExecutionArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { executionDoesNotExist } from './errors.ts'
import { pageOf } from './tokens.ts'

/** In the order of their starts. */
export function listMapRuns(deps: StatesDependencies): Operation<states.ListMapRunsInput, states.ListMapRunsOutput> {
  return async ({ executionArn, maxResults, nextToken }) => {
    const arn = executionArn!
    parseExecutionArn(arn)
    if (!(await deps.index.describe(arn))) throw executionDoesNotExist(arn)
    const found = (await deps.index.mapRuns(arn)).map((mapRun, index) => ({ mapRun, place: index + 1 }))
    const { items, ...rest } = pageOf(found, { scope: `map runs ${arn}`, maxResults, nextToken, keyOf: ({ place }) => place })
    return { mapRuns: items.map(({ mapRun }) => listed(mapRun)), ...rest }
  }
}

function listed({ executionArn, mapRunArn, stateMachineArn, startDate, stopDate }: MapRunRecord) {
  return {
    ...{ executionArn, mapRunArn, stateMachineArn, startDate: new Date(startDate) },
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
  }
}
