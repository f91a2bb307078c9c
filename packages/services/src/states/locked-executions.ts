import type { ExecutionSummary } from '@pasos/engine'
import type { StatesDependencies } from './dependencies.ts'
import { whyLocked } from './encryption-configuration.ts'
import { encryptionOf, hadCustomerKey } from './execution-settings.ts'
import type { StateMachineRecord } from './state-machine-record.ts'

type Dependencies = Pick<StatesDependencies, 'catalog' | 'index' | 'runtime' | 'proveKey'>

const pageSize = 100

/** Fails what runs with a key that is disabled, deleted or about to be: AWS fails such executions, and starts no others. */
export async function failLocked(deps: Dependencies): Promise<void> {
  for (const { stateMachineArn } of deps.catalog.list<StateMachineRecord>('stateMachine'))
    if (hadCustomerKey(deps.catalog, stateMachineArn)) await failLockedOf(deps, stateMachineArn)
}

async function failLockedOf(deps: Dependencies, stateMachineArn: string): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await deps.index.list({ stateMachineArn, status: 'RUNNING', limit: pageSize, ...(cursor !== undefined && { cursor }) })
    for (const execution of page.records) await failIfLocked(deps, execution)
    cursor = page.cursor
  } while (cursor !== undefined)
}

async function failIfLocked(deps: Dependencies, execution: ExecutionSummary): Promise<void> {
  const { configuration, machineArn } = await encryptionOf(deps, execution)
  const cause = await whyLocked(deps, configuration, machineArn)
  if (cause !== undefined) await deps.runtime.deliver(execution.executionArn, { type: 'ExecutionFailed', error: 'States.Runtime', cause })
}
