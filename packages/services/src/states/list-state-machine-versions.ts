import type { Operation, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { listVersions } from './state-machine-record.ts'
import { pageOf } from './tokens.ts'

/** Newest first. A machine that does not exist has none: the API models no error for it. */
export function listStateMachineVersions(
  deps: ReadDependencies,
): Operation<states.ListStateMachineVersionsInput, states.ListStateMachineVersionsOutput> {
  return ({ stateMachineArn, maxResults, nextToken }) => {
    const arn = parseStateMachineArn(stateMachineArn!)
    const all = listVersions(deps.catalog, arn.baseArn).reverse()
    const scope = `versions ${arn.baseArn}`
    const { items, ...rest } = pageOf(all, { scope, maxResults, nextToken, keyOf: version => -version.version })
    const stateMachineVersions = items.map(({ stateMachineVersionArn, creationDate }) => ({
      stateMachineVersionArn,
      creationDate: new Date(creationDate),
    }))
    return { stateMachineVersions, ...rest }
  }
}
