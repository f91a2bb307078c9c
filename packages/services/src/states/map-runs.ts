import type { Operation, states } from '@pasos/wire'
import { parseExecutionArn, parseMapRunArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { executionDoesNotExist, resourceNotFound } from './errors.ts'

/** No Map Run exists before Distributed Map does: what names one is answered as AWS answers for one that does not exist. */
export function describeMapRun(): Operation<states.DescribeMapRunInput, states.DescribeMapRunOutput> {
  return ({ mapRunArn }) => refuse(mapRunArn!)
}

export function updateMapRun(): Operation<states.UpdateMapRunInput, states.UpdateMapRunOutput> {
  return ({ mapRunArn }) => refuse(mapRunArn!)
}

export function listMapRuns(deps: Pick<StatesDependencies, 'index'>): Operation<states.ListMapRunsInput, states.ListMapRunsOutput> {
  return ({ executionArn }) => {
    parseExecutionArn(executionArn!)
    if (!deps.index.describe(executionArn!)) throw executionDoesNotExist(executionArn!)
    return { mapRuns: [] }
  }
}

function refuse(mapRunArn: string): never {
  parseMapRunArn(mapRunArn)
  throw resourceNotFound(mapRunArn)
}
