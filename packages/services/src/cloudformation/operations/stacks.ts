import type { Operation, OperationContext } from '@pasos/wire'
import type { CloudFormationDependencies } from '../dependencies.ts'
import type { Deployments } from '../deployment/deployments.ts'
import { plannedChanges } from '../deployment/planned-changes.ts'
import type { StackWriter } from '../deployment/stack-writer.ts'
import { noStack, noStackNamed, stackExists, validationError, wrongStackStatus } from '../errors.ts'
import { exportUsers } from '../records/export-users.ts'
import { cloudFormationArn, findStack, nameKey, nameSpace, type StackOperation, type StackRecord } from '../records/stack-record.ts'
import { checkStackName, type StackInput, stackSettings, wantedStack } from './stack-request.ts'

export interface StackDependencies extends CloudFormationDependencies {
  writer: StackWriter
  deployments: Deployments
}

interface CreateStackInput extends StackInput {
  DisableRollback?: boolean
  OnFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  EnableTerminationProtection?: boolean
  RetainExceptOnCreate?: boolean
  TimeoutInMinutes?: number
}

export function createStack(deps: StackDependencies): Operation<CreateStackInput, object> {
  return async (input, context) => {
    checkStackName(input.StackName)
    const deployed = await wantedStack(deps, input, { mayExpand: false, context })
    const { DisableRollback: disableRollback = false, EnableTerminationProtection: terminationProtection = false } = input
    const { TimeoutInMinutes: minutes } = input
    const operation: StackOperation = {
      ...newOperation(deps, 'CREATE', input.OnFailure ?? (disableRollback ? 'DO_NOTHING' : 'ROLLBACK')),
      ...retainingOnlyOld(input),
      ...(minutes !== undefined && { deadline: deps.clock.now() + minutes * 60_000 }),
    }
    const made = { ...newStack(deps, input, context), deployed, disableRollback, terminationProtection, operation }
    await addStack(deps, { ...made, status: 'CREATE_IN_PROGRESS', statusReason: 'User Initiated' })
    deps.deployments.begin(made.stackId)
    return { StackId: made.stackId }
  }
}

export function newOperation(
  { ids }: Pick<StackDependencies, 'ids'>,
  kind: StackOperation['kind'],
  onFailure: StackOperation['onFailure'],
): StackOperation {
  return { id: ids.uuid(), kind, phase: kind === 'DELETE' ? 'delete' : 'apply', onFailure }
}

/** What `RetainExceptOnCreate` of a request asks for. */
export function retainingOnlyOld({ RetainExceptOnCreate }: { RetainExceptOnCreate?: boolean }): Pick<StackOperation, 'retainsOnlyOld'> {
  return RetainExceptOnCreate ? { retainsOnlyOld: true } : {}
}

/** A stack of a request, before anything is made of it. */
export function newStack(
  { clock, ids }: Pick<StackDependencies, 'clock' | 'ids'>,
  input: StackInput,
  context: OperationContext,
): StackRecord {
  const { accountId, region, caller } = context
  const { StackName: name } = input
  return {
    ...{ stackId: cloudFormationArn('stack', context, `${name}/${ids.uuid()}`), name, accountId, region },
    ...{ caller, status: '', created: clock.now(), deployed: { templateBody: '', parameters: {}, tags: [] }, capabilities: [] },
    ...{ notificationArns: [], disableRollback: false, terminationProtection: false, outputs: [], imports: [] },
    ...stackSettings(input, context),
  }
}

/** @throws ApiError AlreadyExistsException */
export async function addStack({ data, writer }: StackDependencies, stack: StackRecord): Promise<void> {
  const key = nameKey(stack, stack.name)
  await writer.create(stack, key, async () => {
    if ((await data.get(nameSpace, key)) !== undefined) throw stackExists(stack.name)
    return [{ space: nameSpace, key, value: stack.stackId }]
  })
}

interface UpdateStackInput extends StackInput {
  DisableRollback?: boolean
  RetainExceptOnCreate?: boolean
}

export function updateStack(deps: StackDependencies): Operation<UpdateStackInput, object> {
  return async (input, context) => {
    const stack = await requireStack(deps, context, input.StackName)
    checkUpdatable(stack)
    const deployed = await wantedStack(deps, input, { before: stack.deployed, mayExpand: false, context })
    const wanted = { ...stack, ...stackSettings(input, context), deployed }
    if ((await plannedChanges(deps, wanted, stack)).isNothing) throw validationError('No updates are to be performed.')
    await beginUpdate(deps, wanted, { isKept: input.DisableRollback ?? false, ...retainingOnlyOld(input) })
    return { StackId: stack.stackId }
  }
}

/** Brings a stack to where `wanted` is. */
export async function beginUpdate(
  deps: StackDependencies,
  wanted: StackRecord,
  { isKept, ...how }: { isKept: boolean } & Pick<StackOperation, 'retainsOnlyOld'>,
): Promise<void> {
  const operation = { ...newOperation(deps, 'UPDATE', isKept ? 'DO_NOTHING' : 'ROLLBACK'), ...how }
  await deps.writer.change(wanted.stackId, current => {
    checkUpdatable(current)
    const before = current.deployed
    const { statusReason: _, ...settings } = wanted
    return {
      ...settings,
      status: 'UPDATE_IN_PROGRESS',
      statusReason: 'User Initiated',
      updated: deps.clock.now(),
      operation: { ...operation, before },
    }
  })
  deps.deployments.begin(wanted.stackId)
}

const updatable = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'UPDATE_FAILED', 'CREATE_FAILED']

/** @throws ApiError ValidationError */
export function checkUpdatable(stack: StackRecord): void {
  if (!updatable.includes(stack.status)) throw wrongStackStatus(stack)
}

/** @throws ApiError ValidationError */
export async function requireStack(
  { data }: Pick<StackDependencies, 'data'>,
  context: OperationContext,
  name: string,
): Promise<StackRecord> {
  const stack = await findStack(data, context, name)
  if (stack === undefined || (stack.deleted !== undefined && !name.startsWith('arn:'))) throw noStack(name)
  return stack
}

interface DeleteStackInput {
  StackName: string
  RetainResources?: string[]
  DeletionMode?: 'STANDARD' | 'FORCE_DELETE_STACK'
  RoleARN?: string
  ClientRequestToken?: string
}

/** What is not there is as good as deleted. */
export function deleteStack(deps: StackDependencies): Operation<DeleteStackInput, object> {
  return async (input, context) => {
    const stack = await findStack(deps.data, context, input.StackName)
    if (stack === undefined || stack.deleted !== undefined) return {}
    if (stack.terminationProtection) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
    }
    for (const { ExportName } of stack.outputs) {
      const users = ExportName === undefined ? [] : await exportUsers(deps.data, stack, ExportName)
      if (users.length > 0) throw validationError(`Export ${ExportName} cannot be deleted as it is in use by ${users.join(', ')}`)
    }
    const operation = newOperation(deps, 'DELETE', 'ROLLBACK')
    const retain = input.RetainResources
    // AWS: for stacks that could not be deleted before.
    const isForced = input.DeletionMode === 'FORCE_DELETE_STACK' && stack.status === 'DELETE_FAILED'
    await deps.writer.change(stack.stackId, ({ statusReason: _, ...current }) => ({
      ...{ ...current, ...stackSettings(input, context), status: 'DELETE_IN_PROGRESS', statusReason: 'User Initiated' },
      operation: { ...operation, ...(retain !== undefined && { retain }), ...(isForced && { isForced }) },
    }))
    deps.deployments.begin(stack.stackId)
    return {}
  }
}

interface ProtectionInput {
  StackName: string
  EnableTerminationProtection: boolean
}

export function updateTerminationProtection(deps: StackDependencies): Operation<ProtectionInput, object> {
  return async ({ StackName, EnableTerminationProtection: terminationProtection }, context) => {
    const stack = await findStack(deps.data, context, StackName)
    if (stack === undefined || stack.deleted !== undefined) throw noStackNamed(StackName)
    await deps.writer.change(stack.stackId, current => ({ ...current, terminationProtection }))
    return { StackId: stack.stackId }
  }
}
