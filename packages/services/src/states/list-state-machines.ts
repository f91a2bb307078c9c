import type { Operation, states } from '@pasos/wire'
import { stateMachineArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import type { StateMachineRecord } from './state-machine-record.ts'
import { pageOf } from './tokens.ts'

/** By name. */
export function listStateMachines(deps: ReadDependencies): Operation<states.ListStateMachinesInput, states.ListStateMachinesOutput> {
  return ({ maxResults, nextToken }, context) => {
    const prefix = stateMachineArn(context, '')
    const all = deps.catalog.list<StateMachineRecord>('stateMachine', prefix)
    const { items, ...rest } = pageOf(all, { scope: prefix, maxResults, nextToken, keyOf: machine => machine.stateMachineArn })
    const stateMachines = items.map(({ stateMachineArn: arn, name, type, creationDate }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: new Date(creationDate),
    }))
    return { stateMachines, ...rest }
  }
}
