import type { ExecutionRecord, StartRequest } from '@pasos/engine'
import { executionArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { checkRunning } from './encryption-configuration.ts'
import { executionAlreadyExists, executionLimitExceeded, invalidExecutionInput, validation } from './errors.ts'
import { settingsFor } from './execution-settings.ts'
import { checkName } from './names.ts'
import { byWeight, type ResolvedMachine, resolveMachine } from './resolve-machine.ts'
import { requireActive } from './state-machine-record.ts'

export interface StartInput {
  /** Unqualified, version or alias ARN. */
  stateMachineArn?: string | undefined
  name?: string | undefined
  input?: string | undefined
  traceHeader?: string | undefined
}

export type StartDependencies = Pick<StatesDependencies, 'catalog' | 'runtime' | 'index' | 'ids' | 'checks' | 'limits' | 'proveKey'>

/** What StartExecution, StartSyncExecution and nested starts have in common: everything up to the start itself, and all its refusals. */
export function startRequest(
  deps: StartDependencies,
  input: StartInput,
  extra: { defaultName?: string; parentExecutionArn?: string; refuse?: (resolved: ResolvedMachine) => void } = {},
): StartRequest {
  if (input.name !== undefined) checkName(input.name)
  const resolved = resolveMachine(deps.catalog, input.stateMachineArn!, routes => byWeight(routes, deps.ids.random()))
  const { arn, machine, version, alias } = resolved
  if (arn.label !== undefined) throw validation('State machine ARN must not refer to a Distributed Map state')
  requireActive(machine)
  extra.refuse?.(resolved)
  const text = input.input ?? '{}'
  const problem = deps.checks.jsonProblem(text)
  if (problem !== undefined) throw invalidExecutionInput(problem)
  const name = input.name ?? extra.defaultName ?? deps.ids.uuid()
  const express = machine.type === 'EXPRESS' ? { uuid: deps.ids.uuid() } : undefined
  const { definition, roleArn } = version ?? machine
  return {
    ...(input.name === undefined && extra.defaultName === undefined && { isNewName: true as const }),
    executionArn: executionArn(machine.stateMachineArn, name, express),
    name,
    stateMachineArn: machine.stateMachineArn,
    stateMachineName: machine.name,
    roleArn,
    definition,
    type: machine.type,
    input: text,
    ...(version && { stateMachineVersionArn: version.stateMachineVersionArn }),
    ...(alias && { stateMachineAliasArn: alias.stateMachineAliasArn }),
    ...(input.traceHeader !== undefined && { traceHeader: input.traceHeader }),
    ...(extra.parentExecutionArn !== undefined && { parentExecutionArn: extra.parentExecutionArn }),
  }
}

/**
 * `isOwn`: whether the execution that has the name already is what the same client has started.
 * @throws ApiError ExecutionAlreadyExists, ExecutionLimitExceeded, and what checkKey throws
 */
export async function start(
  deps: StartDependencies,
  request: StartRequest,
  isOwn: (taken: ExecutionRecord) => boolean = () => false,
): Promise<ExecutionRecord> {
  const checking = checkKey(deps, request)
  if (checking !== undefined) await checking
  if (isFull(deps)) await assertTaken(deps, request)
  const result = await deps.runtime.start(request)
  if (result.outcome === 'conflict' && !isOwn(result.record)) throw executionAlreadyExists(request.executionArn)
  return result.record
}

/** Whether the role of an execution can use the key of what it is to run; nothing to wait for where that has none. @throws ApiError KmsAccessDeniedException, KmsInvalidStateException */
export function checkKey(
  deps: Pick<StartDependencies, 'catalog' | 'proveKey'>,
  request: Pick<StartRequest, 'stateMachineArn' | 'stateMachineVersionArn' | 'roleArn'>,
): Promise<void> | undefined {
  const { stateMachineArn, roleArn } = request
  const { settings } = settingsFor(deps, request, { machineArn: stateMachineArn, began: Number.POSITIVE_INFINITY })
  if (settings?.encryptionConfiguration.kmsKeyId === undefined) return undefined
  return checkRunning(deps, settings.encryptionConfiguration, stateMachineArn, roleArn)
}

export function isFull({ index, limits }: Pick<StartDependencies, 'index' | 'limits'>): boolean {
  return index.countRunning() >= limits.openExecutions
}

/**
 * Where as many run as may. A name that is taken starts nothing: who asks again, as the answer was lost, is answered as before.
 * @throws ApiError ExecutionLimitExceeded
 */
export async function assertTaken({ index }: Pick<StartDependencies, 'index'>, { executionArn, isNewName }: StartRequest): Promise<void> {
  if (isNewName || !(await index.describe(executionArn))) throw executionLimitExceeded()
}
