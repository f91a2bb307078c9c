import { ApiError, type Operation } from '@pasos/wire'
import { describeInstance } from './describe-instance.ts'
import type { Ec2Dependencies } from './ec2-operations.ts'
import { fixedId, type InstanceRecord, instanceKey, instanceKind, instancesOf, resourceId } from './instance-record.ts'

import { type MetadataOptions, metadataOptionsIn } from './metadata-options.ts'

interface RunInput {
  ImageId?: string
  InstanceType?: string
  MinCount: number
  MaxCount: number
  ClientToken?: string
  KeyName?: string
  UserData?: string
  SubnetId?: string
  Placement?: { AvailabilityZone?: string }
  Monitoring?: { Enabled?: boolean }
  MetadataOptions?: MetadataOptions
  EbsOptimized?: boolean
  DisableApiTermination?: boolean
  DisableApiStop?: boolean
  InstanceInitiatedShutdownBehavior?: 'stop' | 'terminate'
  IamInstanceProfile?: { Arn?: string; Name?: string }
  TagSpecifications?: { ResourceType?: string; Tags?: { Key: string; Value: string }[] }[]
}

const MOST_AT_ONCE = 20

/** Makes records of instances; the same client token makes none twice. */
export function runInstances({ catalog, clock, ids }: Ec2Dependencies): Operation<RunInput> {
  return async (input, context) => {
    const { accountId, region } = context
    check(input)
    const known = instancesOf(catalog, context, clock.now()).filter(({ clientToken }) => clientToken === input.ClientToken)
    if (input.ClientToken && known.length > 0) return answer(known)
    const reservationId = resourceId('r', ids.uuid())
    const zone = input.Placement?.AvailabilityZone || `${region}a`
    const tags = (input.TagSpecifications ?? []).filter(({ ResourceType }) => ResourceType === 'instance').flatMap(({ Tags = [] }) => Tags)
    const { Arn, Name } = input.IamInstanceProfile ?? {}
    const profileArn = Arn ?? (Name === undefined ? undefined : `arn:aws:iam::${accountId}:instance-profile/${Name}`)
    const instances = Array.from({ length: input.MaxCount }, (_, launchIndex): InstanceRecord => {
      const id = resourceId('i', ids.uuid())
      const digits = id.slice(-6)
      return {
        ...{ id, accountId, region, imageId: input.ImageId!, instanceType: input.InstanceType ?? 'm1.small', state: 'running' },
        ...{ launchedAt: clock.now(), reservationId, launchIndex, zone },
        ...(input.ClientToken && { clientToken: input.ClientToken }),
        ...{ vpcId: fixedId('vpc', accountId, region), subnetId: input.SubnetId ?? fixedId('subnet', accountId, zone) },
        ...{ volumeId: resourceId('vol', ids.uuid()), networkInterfaceId: resourceId('eni', ids.uuid()) },
        privateIp: `172.31.${Number.parseInt(digits.slice(0, 2), 16)}.${(Number.parseInt(digits.slice(2, 4), 16) % 250) + 4}`,
        tags: tags.map(({ Key, Value }) => [Key, Value]),
        ...(input.KeyName && { keyName: input.KeyName }),
        ...(input.UserData && { userData: input.UserData }),
        ...{ monitoring: input.Monitoring?.Enabled ?? false, ebsOptimized: input.EbsOptimized ?? false },
        ...{ protectsFromTermination: input.DisableApiTermination ?? false, protectsFromStop: input.DisableApiStop ?? false },
        shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
        ...(profileArn !== undefined && { profileArn }),
        ...(input.MetadataOptions && { metadata: metadataOptionsIn(input.MetadataOptions) }),
      }
    })
    for (const instance of instances)
      await catalog.update<InstanceRecord, void>(instanceKind, instanceKey(context, instance.id), () => ({
        next: instance,
        result: undefined,
      }))
    return answer(instances)
  }
}

function answer(instances: readonly InstanceRecord[]): object {
  const [{ reservationId, accountId }] = instances as [InstanceRecord]
  return {
    ...{ ReservationId: reservationId, OwnerId: accountId, Groups: [] },
    // AWS answers a machine that is only just starting; clients wait for it to run.
    Instances: instances.map(instance => describeInstance(instance, 'pending')),
  }
}

function check({ ImageId, MinCount, MaxCount, InstanceType }: RunInput): void {
  const refuse = (code: string, message: string) => new ApiError(code, message, { httpStatus: 400 })
  if (!ImageId) throw refuse('MissingParameter', 'The request must contain the parameter ImageId')
  if (!/^ami-[0-9a-f]{8}([0-9a-f]{9})?$/.test(ImageId)) throw refuse('InvalidAMIID.Malformed', `Invalid id: "${ImageId}"`)
  if (InstanceType !== undefined && !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(InstanceType))
    throw refuse('InvalidParameterValue', `Invalid value '${InstanceType}' for InstanceType.`)
  if (!(MinCount >= 1 && MaxCount >= MinCount)) throw refuse('InvalidParameterValue', 'Invalid value for minCount or maxCount')
  if (MaxCount > MOST_AT_ONCE)
    throw refuse(
      'InstanceLimitExceeded',
      `You have requested more instances (${MaxCount}) than your current instance limit of ${MOST_AT_ONCE} allows.`,
    )
}
