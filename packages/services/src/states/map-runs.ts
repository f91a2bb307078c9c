import type { Operation, states } from '@pasos/wire'
import { parseMapRunArn } from './arn.ts'
import { resourceNotFound } from './errors.ts'

/**
 * The engine lists Map Runs in an execution's history but keeps no counts of their items to describe, and no settings to change:
 * both operations refuse, in the words AWS has for a Map Run it does not know.
 */
export function describeMapRun(): Operation<states.DescribeMapRunInput, states.DescribeMapRunOutput> {
  return ({ mapRunArn }) => refuse(mapRunArn!)
}

export function updateMapRun(): Operation<states.UpdateMapRunInput, states.UpdateMapRunOutput> {
  return ({ mapRunArn }) => refuse(mapRunArn!)
}

function refuse(mapRunArn: string): never {
  parseMapRunArn(mapRunArn)
  throw resourceNotFound(mapRunArn)
}
