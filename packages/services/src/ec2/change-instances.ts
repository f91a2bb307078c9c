import { ApiError, type Operation } from '@pasos/wire'
import { type StateName, stateOf } from './describe-instance.ts'
import type { Ec2Dependencies } from './ec2-operations.ts'
import { findInstance, type InstanceRecord, instanceKey, instanceKind } from './instance-record.ts'

interface IdsInput {
  InstanceIds: string[]
}

type Context = Parameters<Operation>[1]

export async function change(
  { catalog }: Ec2Dependencies,
  context: Context,
  id: string,
  next: (instance: InstanceRecord) => InstanceRecord,
): Promise<InstanceRecord> {
  findInstance(catalog, context, id)
  return catalog.update<InstanceRecord, InstanceRecord>(instanceKind, instanceKey(context, id), current => {
    const before = current ?? findInstance(catalog, context, id)
    return { next: next(before), result: before }
  })
}

/** Moves instances to a state; answers the state that a machine would be in on its way there. */
async function move(
  deps: Ec2Dependencies,
  { InstanceIds }: IdsInput,
  context: Context,
  to: { state: InstanceRecord['state']; passing: StateName; refuse?: (instance: InstanceRecord) => void },
): Promise<object[]> {
  for (const id of InstanceIds) to.refuse?.(findInstance(deps.catalog, context, id))
  const changes = []
  for (const id of InstanceIds) {
    const before = await change(deps, context, id, instance => ({
      ...instance,
      state: to.state,
      ...(to.state === 'terminated' && { terminatedAt: instance.terminatedAt ?? deps.clock.now() }),
    }))
    const current = before.state === to.state ? to.state : to.passing
    changes.push({ InstanceId: id, PreviousState: stateOf(before.state), CurrentState: stateOf(current) })
  }
  return changes
}

export function terminateInstances(deps: Ec2Dependencies): Operation<IdsInput> {
  return async (input, context) => {
    const refuse = ({ id, protectsFromTermination }: InstanceRecord): void => {
      if (protectsFromTermination)
        throw refusal(
          'OperationNotPermitted',
          `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
        )
    }
    return { TerminatingInstances: await move(deps, input, context, { state: 'terminated', passing: 'shutting-down', refuse }) }
  }
}

export function stopInstances(deps: Ec2Dependencies): Operation<IdsInput> {
  return async (input, context) => {
    const refuse = ({ id, protectsFromStop, state }: InstanceRecord): void => {
      refuseTerminated(id, state)
      if (protectsFromStop)
        throw refusal(
          'OperationNotPermitted',
          `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
        )
    }
    return { StoppingInstances: await move(deps, input, context, { state: 'stopped', passing: 'stopping', refuse }) }
  }
}

export function startInstances(deps: Ec2Dependencies): Operation<IdsInput> {
  return async (input, context) => {
    const refuse = ({ id, state }: InstanceRecord): void => refuseTerminated(id, state)
    return { StartingInstances: await move(deps, input, context, { state: 'running', passing: 'pending', refuse }) }
  }
}

function refuseTerminated(id: string, state: string): void {
  if (state === 'terminated')
    throw refusal('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be started or stopped.`)
}

function refusal(code: string, message: string): ApiError {
  return new ApiError(code, message, { httpStatus: 400 })
}

interface AttributeInput {
  InstanceId: string
  Attribute?: string
  Value?: string
  DisableApiTermination?: { Value?: boolean }
  DisableApiStop?: { Value?: boolean }
  InstanceInitiatedShutdownBehavior?: { Value?: string }
  InstanceType?: { Value?: string }
  EbsOptimized?: { Value?: boolean }
  SourceDestCheck?: { Value?: boolean }
  UserData?: { Value?: Uint8Array | string }
}

export function modifyInstanceAttribute(deps: Ec2Dependencies): Operation<AttributeInput> {
  return async (input, context) => {
    const { DisableApiTermination, DisableApiStop, InstanceInitiatedShutdownBehavior: behavior, InstanceType, EbsOptimized } = input
    await change(deps, context, input.InstanceId, instance => ({
      ...instance,
      protectsFromTermination: DisableApiTermination?.Value ?? instance.protectsFromTermination,
      protectsFromStop: DisableApiStop?.Value ?? instance.protectsFromStop,
      shutdownBehavior: behavior?.Value === 'terminate' ? 'terminate' : behavior?.Value === 'stop' ? 'stop' : instance.shutdownBehavior,
      instanceType: InstanceType?.Value ?? instance.instanceType,
      ebsOptimized: EbsOptimized?.Value ?? instance.ebsOptimized,
      ...(input.SourceDestCheck?.Value !== undefined && { sourceDestCheck: input.SourceDestCheck.Value }),
      ...(input.UserData && { userData: Buffer.from(input.UserData.Value ?? '').toString('base64') }),
    }))
    return {}
  }
}

export function describeInstanceAttribute({ catalog }: Ec2Dependencies): Operation<AttributeInput> {
  return ({ InstanceId, Attribute }, context) => {
    const instance = findInstance(catalog, context, InstanceId)
    const attributes: Record<string, object> = {
      instanceType: { InstanceType: { Value: instance.instanceType } },
      userData: { UserData: instance.userData === undefined ? {} : { Value: instance.userData } },
      disableApiTermination: { DisableApiTermination: { Value: instance.protectsFromTermination } },
      disableApiStop: { DisableApiStop: { Value: instance.protectsFromStop } },
      instanceInitiatedShutdownBehavior: { InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } },
      ebsOptimized: { EbsOptimized: { Value: instance.ebsOptimized } },
      rootDeviceName: { RootDeviceName: { Value: '/dev/sda1' } },
      sourceDestCheck: { SourceDestCheck: { Value: instance.sourceDestCheck ?? true } },
      enaSupport: { EnaSupport: { Value: true } },
      groupSet: { Groups: [] },
      productCodes: { ProductCodes: [] },
    }
    return { InstanceId, ...attributes[Attribute ?? ''] }
  }
}

interface TagsInput {
  Resources: string[]
  Tags?: { Key: string; Value?: string }[]
}

export function createTags(deps: Ec2Dependencies): Operation<TagsInput> {
  return async ({ Resources, Tags = [] }, context) => {
    for (const id of Resources)
      await change(deps, context, id, instance => ({
        ...instance,
        tags: [...new Map([...instance.tags, ...Tags.map(({ Key, Value = '' }): [string, string] => [Key, Value])])],
      }))
    return {}
  }
}

/** Without tags all go; with a value only a tag that has it. */
export function deleteTags(deps: Ec2Dependencies): Operation<TagsInput> {
  return async ({ Resources, Tags }, context) => {
    for (const id of Resources)
      await change(deps, context, id, instance => ({
        ...instance,
        tags: instance.tags.filter(
          ([key, value]) => Tags !== undefined && !Tags.some(tag => tag.Key === key && (tag.Value === undefined || tag.Value === value)),
        ),
      }))
    return {}
  }
}
