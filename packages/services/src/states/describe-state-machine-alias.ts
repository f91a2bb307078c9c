import type { Operation, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { unknownResource } from './errors.ts'
import { findAlias } from './state-machine-record.ts'

export function describeStateMachineAlias(
  deps: ReadDependencies,
): Operation<states.DescribeStateMachineAliasInput, states.DescribeStateMachineAliasOutput> {
  return ({ stateMachineAliasArn }) => {
    parseStateMachineArn(stateMachineAliasArn!)
    const alias = findAlias(deps.catalog, stateMachineAliasArn!)
    if (!alias) throw unknownResource()
    const { stateMachineArn, creationDate, updateDate, ...shown } = alias
    return { ...shown, creationDate: new Date(creationDate), updateDate: new Date(updateDate) }
  }
}
