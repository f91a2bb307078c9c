import { type DataWrite, entriesOf } from '@pasos/engine'
import type { Operation, OperationContext } from '@pasos/wire'
import { plannedChanges } from '../deployment/planned-changes.ts'
import { changeSetExists, noChangeSet, noStack, noStackNamed, validationError, wrongChangeSetStatus, wrongStackStatus } from '../errors.ts'
import { type ChangeSetRecord, changeSetIdSpace, changeSetSpace, putChangeSet, readChangeSet } from '../records/change-set-record.ts'
import { cloudFormationArn, findStack, readStack, type StackOperation, type StackRecord } from '../records/stack-record.ts'
import { checkStackName, type StackInput, stackSettings, wantedStack } from './stack-request.ts'
import { addStack, beginUpdate, checkUpdatable, newOperation, newStack, retainingOnlyOld, type StackDependencies } from './stacks.ts'

interface CreateChangeSetInput extends StackInput {
  ChangeSetName: string
  ChangeSetType?: 'CREATE' | 'UPDATE' | 'IMPORT'
  Description?: string
  OnStackFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  ClientToken?: string
}

/** AWS's words, which its own clients look for. */
const noChanges = "The submitted information didn't contain changes. Submit different information to create a change set."

export function createChangeSet(deps: StackDependencies): Operation<CreateChangeSetInput, object> {
  return async (input, context) => {
    const { ChangeSetName: name, ChangeSetType = 'UPDATE', Description: description, OnStackFailure: onStackFailure } = input
    if (ChangeSetType === 'IMPORT') throw validationError('The import of resources is not served here.')
    const present = await stackFor(deps, input, context)
    const { ClientToken: token } = input
    const known = await readChangeSet(deps.data, context, name, present?.stackId ?? input.StackName)
    // AWS: by its token a request that is sent again is told from one for another change set of the name.
    if (known !== undefined && token !== undefined && known.token === token) return { Id: known.id, StackId: known.stackId }
    if (known !== undefined) throw changeSetExists(name)
    const isNew = present === undefined || present.status === 'REVIEW_IN_PROGRESS'
    const wanted = await wantedStack(deps, input, { before: isNew ? undefined : present?.deployed, mayExpand: true, context })
    const stack = present ?? newStack(deps, input, context)
    const { changes, isNothing } = await plannedChanges(deps, { ...stack, deployed: wanted }, isNew ? undefined : stack)
    const { stackId, name: stackName } = stack
    const settings = stackSettings(input, context)
    const record: ChangeSetRecord = {
      ...{ id: cloudFormationArn('changeSet', stack, `${name}/${deps.ids.uuid()}`), name, stackId, stackName },
      ...{ created: deps.clock.now(), wanted, changes, capabilities: settings.capabilities ?? [] },
      ...{ notificationArns: settings.notificationArns ?? stack.notificationArns },
      ...(isNothing
        ? { status: 'FAILED', statusReason: noChanges, executionStatus: 'UNAVAILABLE' }
        : { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }),
      ...(description !== undefined && { description }),
      ...(settings.roleArn !== undefined && { roleArn: settings.roleArn }),
      ...(onStackFailure !== undefined && { onStackFailure }),
      ...(token !== undefined && { token }),
    }
    if (present === undefined) await addStack(deps, { ...stack, status: 'REVIEW_IN_PROGRESS', statusReason: 'User Initiated' })
    await deps.data.commit([putChangeSet(record), { space: changeSetIdSpace, key: record.id, value: stackId }])
    return { Id: record.id, StackId: stackId }
  }
}

/** The stack that a change set is for; nothing where it is to be made. */
async function stackFor(deps: StackDependencies, input: CreateChangeSetInput, context: OperationContext): Promise<StackRecord | undefined> {
  const { StackName, ChangeSetType = 'UPDATE' } = input
  const found = await findStack(deps.data, context, StackName)
  const present = found?.deleted === undefined ? found : undefined
  if (ChangeSetType === 'CREATE') {
    if (present === undefined) checkStackName(StackName)
    else if (present.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(`Stack [${StackName}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`)
    }
    return present
  }
  if (present === undefined) throw noStackNamed(StackName)
  checkUpdatable(present)
  return present
}

interface OfChangeSet {
  ChangeSetName: string
  StackName?: string
}

/** @throws ApiError ChangeSetNotFound */
async function requireChangeSet(
  deps: StackDependencies,
  { ChangeSetName, StackName }: OfChangeSet,
  context: OperationContext,
): Promise<ChangeSetRecord> {
  const found = await readChangeSet(deps.data, context, ChangeSetName, StackName)
  if (found === undefined) throw noChangeSet(ChangeSetName)
  return found
}

export function describeChangeSet(deps: StackDependencies): Operation<OfChangeSet, object> {
  return async (input, context) => {
    const record = await requireChangeSet(deps, input, context)
    const { wanted, changes, capabilities, notificationArns } = record
    const Parameters = Object.entries(wanted.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
    return {
      ...{ ...summary(record), Parameters, Tags: wanted.tags, Capabilities: capabilities, NotificationARNs: notificationArns },
      Changes: changes.map(change => ({ Type: 'Resource', ResourceChange: change })),
      RollbackConfiguration: {},
    }
  }
}

function summary({ id, name, stackId, stackName, created, status, statusReason, executionStatus, description }: ChangeSetRecord): object {
  return {
    ...{ ChangeSetId: id, ChangeSetName: name, StackId: stackId, StackName: stackName, CreationTime: new Date(created) },
    ...{ Status: status, ExecutionStatus: executionStatus, IncludeNestedStacks: false },
    ...(statusReason !== undefined && { StatusReason: statusReason }),
    ...(description !== undefined && { Description: description }),
  }
}

export function listChangeSets(deps: StackDependencies): Operation<{ StackName: string }, object> {
  return async ({ StackName }, context) => {
    const stack = await findStack(deps.data, context, StackName)
    if (stack === undefined) throw noStack(StackName)
    return { Summaries: (await changeSetsOf(deps, stack.stackId)).map(summary) }
  }
}

async function changeSetsOf({ data }: StackDependencies, stackId: string): Promise<ChangeSetRecord[]> {
  const found: ChangeSetRecord[] = []
  for await (const { value } of entriesOf(data, changeSetSpace, { from: `${stackId}/`, before: `${stackId}0`, pageSize: 50 })) {
    found.push(JSON.parse(String(value)) as ChangeSetRecord)
  }
  return found
}

function dropped({ id, stackId, name }: ChangeSetRecord): DataWrite[] {
  return [
    { space: changeSetSpace, key: `${stackId}/${name}`, value: undefined },
    { space: changeSetIdSpace, key: id, value: undefined },
  ]
}

/** What is not there is as good as deleted. */
export function deleteChangeSet(deps: StackDependencies): Operation<OfChangeSet, object> {
  return async (input, context) => {
    const record = await readChangeSet(deps.data, context, input.ChangeSetName, input.StackName)
    if (record) await deps.data.commit(dropped(record))
    return {}
  }
}

interface ExecuteInput extends OfChangeSet {
  ClientRequestToken?: string
  DisableRollback?: boolean
  RetainExceptOnCreate?: boolean
}

export function executeChangeSet(deps: StackDependencies): Operation<ExecuteInput, object> {
  return async (input, context) => {
    const record = await requireChangeSet(deps, input, context)
    const { id, status, executionStatus, wanted, stackId } = record
    if (executionStatus !== 'AVAILABLE') {
      throw wrongChangeSetStatus(`ChangeSet [${id}] cannot be executed in its current status of [${status}]`)
    }
    const stack = await readStack(deps.data, stackId)
    if (stack === undefined || stack.deleted !== undefined) throw noStack(record.stackName)
    const { roleArn, capabilities, notificationArns, onStackFailure } = record
    const settings = {
      ...stackSettings(input, context),
      capabilities,
      notificationArns,
      ...(roleArn !== undefined && { roleArn }),
    }
    const changed: StackRecord = { ...stack, ...settings, deployed: wanted, changeSetId: id }
    const how = retainingOnlyOld(input)
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      const onFailure = onStackFailure ?? (input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK')
      await beginCreation(deps, changed, { ...newOperation(deps, 'CREATE', onFailure), ...how })
    } else await beginUpdate(deps, changed, { isKept: input.DisableRollback ?? onStackFailure === 'DO_NOTHING', ...how })
    // AWS: all other change sets of the stack are gone with it.
    const others = (await changeSetsOf(deps, stackId)).filter(each => each.id !== id)
    await deps.data.commit([...others.flatMap(dropped), putChangeSet({ ...record, executionStatus: 'EXECUTE_COMPLETE' })])
    return {}
  }
}

async function beginCreation(deps: StackDependencies, stack: StackRecord, operation: StackOperation): Promise<void> {
  await deps.writer.change(stack.stackId, current => {
    if (current.status !== 'REVIEW_IN_PROGRESS') throw wrongStackStatus(current)
    const disableRollback = operation.onFailure === 'DO_NOTHING'
    return { ...stack, disableRollback, status: 'CREATE_IN_PROGRESS', statusReason: 'User Initiated', operation }
  })
  deps.deployments.begin(stack.stackId)
}
