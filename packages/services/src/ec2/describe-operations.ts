import { ApiError, type Operation } from '@pasos/wire'
import { reservationsOf, stateOf } from './describe-instance.ts'
import type { Ec2Dependencies } from './ec2-operations.ts'
import { type Filter, meetsFilters, tagValues } from './filters.ts'
import { findInstance, fixedId, type InstanceRecord, instancesOf } from './instance-record.ts'

interface DescribeInput {
  InstanceIds?: string[]
  Filters?: Filter[]
  MaxResults?: number
  NextToken?: string
}

/** What the filters of instances look at. */
function instanceValues(instance: InstanceRecord, name: string): string[] {
  const values: Record<string, string> = {
    'instance-id': instance.id,
    'image-id': instance.imageId,
    'instance-type': instance.instanceType,
    'instance-state-name': instance.state,
    'instance-state-code': String(stateOf(instance.state).Code),
    'vpc-id': instance.vpcId,
    'subnet-id': instance.subnetId,
    'reservation-id': instance.reservationId,
    'availability-zone': instance.zone,
    'private-ip-address': instance.privateIp,
    'key-name': instance.keyName ?? '',
    'client-token': instance.clientToken ?? '',
  }
  return values[name] === undefined ? tagValues(instance.tags, name) : [values[name]]
}

function chosen(
  { catalog, clock }: Ec2Dependencies,
  { InstanceIds, Filters }: DescribeInput,
  context: Parameters<Operation>[1],
): InstanceRecord[] {
  const all = InstanceIds?.length ? InstanceIds.map(id => findInstance(catalog, context, id)) : instancesOf(catalog, context, clock.now())
  return all.filter(instance => meetsFilters(Filters, name => instanceValues(instance, name)))
}

export function describeInstances(deps: Ec2Dependencies): Operation<DescribeInput> {
  return (input, context) => {
    const { MaxResults = Number.POSITIVE_INFINITY, NextToken = '' } = input
    const found = chosen(deps, input, context).filter(({ id }) => id > NextToken)
    const page = found.slice(0, MaxResults)
    return { Reservations: reservationsOf(page), ...(page.length < found.length && { NextToken: page.at(-1)!.id }) }
  }
}

export function describeInstanceStatus(deps: Ec2Dependencies): Operation<DescribeInput & { IncludeAllInstances?: boolean }> {
  return (input, context) => ({
    InstanceStatuses: chosen(deps, input, context)
      .filter(({ state }) => state === 'running' || input.IncludeAllInstances)
      .map(({ id, state, zone }) => ({
        ...{ InstanceId: id, AvailabilityZone: zone, InstanceState: stateOf(state) },
        ...{ InstanceStatus: { Status: 'not-applicable', Details: [] }, SystemStatus: { Status: 'not-applicable', Details: [] } },
      })),
  })
}

export function describeTags({ catalog, clock }: Ec2Dependencies): Operation<{ Filters?: Filter[] }> {
  return ({ Filters }, context) => ({
    Tags: instancesOf(catalog, context, clock.now()).flatMap(({ id, tags }) =>
      tags
        .filter(([key, value]) =>
          meetsFilters(Filters, name => ({ key: [key], value: [value], 'resource-id': [id], 'resource-type': ['instance'] })[name] ?? []),
        )
        .map(([Key, Value]) => ({ Key, Value, ResourceId: id, ResourceType: 'instance' })),
    ),
  })
}

export function describeVolumes({ catalog, clock }: Ec2Dependencies): Operation<{ VolumeIds?: string[]; Filters?: Filter[] }> {
  return ({ VolumeIds, Filters }, context) => ({
    Volumes: instancesOf(catalog, context, clock.now())
      .filter(({ state, volumeId }) => state !== 'terminated' && (!VolumeIds?.length || VolumeIds.includes(volumeId)))
      .filter(({ volumeId, id }) =>
        meetsFilters(Filters, name => ({ 'volume-id': [volumeId], 'attachment.instance-id': [id] })[name] ?? []),
      )
      .map(({ id, volumeId, zone, launchedAt }) => ({
        ...{ VolumeId: volumeId, VolumeType: 'gp2', Size: 8, Iops: 100, AvailabilityZone: zone, State: 'in-use', Encrypted: false },
        ...{ CreateTime: new Date(launchedAt), SnapshotId: '', MultiAttachEnabled: false, Tags: [] },
        Attachments: [
          {
            ...{ VolumeId: volumeId, InstanceId: id, Device: '/dev/sda1', State: 'attached', DeleteOnTermination: true },
            AttachTime: new Date(launchedAt),
          },
        ],
      })),
  })
}

export function describeInstanceCreditSpecifications({ catalog }: Ec2Dependencies): Operation<{ InstanceIds?: string[] }> {
  return ({ InstanceIds = [] }, context) => ({
    InstanceCreditSpecifications: InstanceIds.map(id => ({ InstanceId: findInstance(catalog, context, id).id, CpuCredits: 'standard' })),
  })
}

/** The network that every account has in every region from the start. */
export function describeVpcs(): Operation<{ VpcIds?: string[]; Filters?: Filter[] }> {
  return ({ VpcIds, Filters }, { accountId, region }) => {
    const VpcId = fixedId('vpc', accountId, region)
    const cidr = '172.31.0.0/16'
    const isWanted = !VpcIds?.length || VpcIds.includes(VpcId)
    const values: Record<string, string[]> = {
      'vpc-id': [VpcId],
      isDefault: ['true'],
      'is-default': ['true'],
      state: ['available'],
      cidr: [cidr],
    }
    if (!isWanted || !meetsFilters(Filters, name => values[name] ?? [])) return { Vpcs: [] }
    const association = {
      AssociationId: fixedId('vpc-cidr-assoc', accountId, region),
      CidrBlock: cidr,
      CidrBlockState: { State: 'associated' },
    }
    return {
      Vpcs: [
        {
          ...{ VpcId, OwnerId: accountId, State: 'available', CidrBlock: cidr, IsDefault: true, InstanceTenancy: 'default' },
          ...{ DhcpOptionsId: fixedId('dopt', accountId, region), CidrBlockAssociationSet: [association], Tags: [] },
        },
      ],
    }
  }
}

/** What the provider reads of a type: sizes of the small ones are AWS's, of others unknown. */
const types: Record<string, { cores: number; memory: number }> = {
  ...{ 't2.nano': { cores: 1, memory: 512 }, 't2.micro': { cores: 1, memory: 1_024 }, 't2.small': { cores: 1, memory: 2_048 } },
  ...{ 't2.medium': { cores: 2, memory: 4_096 }, 't3.nano': { cores: 2, memory: 512 }, 't3.micro': { cores: 2, memory: 1_024 } },
  ...{ 't3.small': { cores: 2, memory: 2_048 }, 't3.medium': { cores: 2, memory: 4_096 }, 'm5.large': { cores: 2, memory: 8_192 } },
}

export function describeInstanceTypes(): Operation<{ InstanceTypes?: string[] }> {
  return ({ InstanceTypes }) => ({
    InstanceTypes: (InstanceTypes?.length ? InstanceTypes : Object.keys(types)).map(InstanceType => {
      const { cores, memory } = types[InstanceType] ?? { cores: 2, memory: 8_192 }
      const isBurstable = InstanceType.startsWith('t')
      return {
        ...{ InstanceType, CurrentGeneration: true, FreeTierEligible: false, BareMetal: false, Hypervisor: 'xen' },
        ...{ SupportedUsageClasses: ['on-demand', 'spot'], SupportedRootDeviceTypes: ['ebs'], SupportedVirtualizationTypes: ['hvm'] },
        ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
        VCpuInfo: { DefaultVCpus: cores, DefaultCores: cores, DefaultThreadsPerCore: 1 },
        MemoryInfo: { SizeInMiB: memory },
        ...{ InstanceStorageSupported: false, HibernationSupported: false, DedicatedHostsSupported: false, AutoRecoverySupported: true },
        BurstablePerformanceSupported: isBurstable,
        NetworkInfo: { MaximumNetworkInterfaces: 2, MaximumNetworkCards: 1, DefaultNetworkCardIndex: 0, Ipv4AddressesPerInterface: 2 },
        PlacementGroupInfo: { SupportedStrategies: ['partition', 'spread'] },
      }
    }),
  })
}

interface RegionsInput {
  RegionNames?: string[]
  Filters?: Filter[]
}

export function describeRegions(): Operation<RegionsInput> {
  return ({ RegionNames, Filters }, { region }) => {
    // Any region may be signed for here; without names the one that was is told.
    const names = RegionNames?.length ? RegionNames : [region]
    const looksRight = names.filter(name => /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(name))
    checkNames('region', names, looksRight)
    const shown = names.map(RegionName => ({
      ...{ RegionName, Endpoint: `ec2.${RegionName}.amazonaws.com`, OptInStatus: 'opt-in-not-required' },
    }))
    return { Regions: shown.filter(each => meetsFilters(Filters, name => regionValues(each)[name] ?? [])) }
  }
}

function regionValues({
  RegionName,
  Endpoint,
  OptInStatus,
}: Record<'RegionName' | 'Endpoint' | 'OptInStatus', string>): Record<string, string[]> {
  return { 'region-name': [RegionName], endpoint: [Endpoint], 'opt-in-status': [OptInStatus] }
}

interface ZonesInput {
  ZoneNames?: string[]
  ZoneIds?: string[]
  Filters?: Filter[]
}

export function describeAvailabilityZones(): Operation<ZonesInput> {
  return ({ ZoneNames, ZoneIds, Filters }, { region }) => {
    const zones = ['a', 'b', 'c'].map((letter, at) => ({
      ...{ ZoneName: `${region}${letter}`, ZoneId: `${region}-az${at + 1}`, RegionName: region, State: 'available', Messages: [] },
      ...{ OptInStatus: 'opt-in-not-required', ZoneType: 'availability-zone', GroupName: region, NetworkBorderGroup: region },
    }))
    const ids = zones.map(({ ZoneId }) => ZoneId)
    const names = zones.map(({ ZoneName }) => ZoneName)
    checkNames('availability zone', ZoneNames, names)
    checkNames('availability zone-id', ZoneIds, ids)
    const found = zones.filter(zone => {
      const isNamed = (!ZoneNames?.length || ZoneNames.includes(zone.ZoneName)) && (!ZoneIds?.length || ZoneIds.includes(zone.ZoneId))
      return isNamed && meetsFilters(Filters, name => zoneValues(zone)[name] ?? [])
    })
    return { AvailabilityZones: found }
  }
}

type Zone = Record<'ZoneName' | 'ZoneId' | 'RegionName' | 'State' | 'OptInStatus' | 'ZoneType' | 'GroupName', string>

function zoneValues({ ZoneName, ZoneId, RegionName, State, OptInStatus, ZoneType, GroupName }: Zone): Record<string, string[]> {
  return {
    ...{ 'zone-name': [ZoneName], 'zone-id': [ZoneId], 'region-name': [RegionName], state: [State] },
    ...{ 'opt-in-status': [OptInStatus], 'zone-type': [ZoneType], 'group-name': [GroupName] },
  }
}

/** @throws ApiError InvalidParameterValue */
function checkNames(what: string, wanted: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = wanted?.find(name => !known.includes(name))
  if (unknown !== undefined) throw new ApiError('InvalidParameterValue', `Invalid ${what}: [${unknown}]`, { httpStatus: 400 })
}
