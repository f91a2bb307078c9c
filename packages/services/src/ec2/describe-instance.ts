import { type InstanceRecord, stateReason } from './instance-record.ts'
import { metadataOptions } from './metadata-options.ts'

const codes = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 } as const
export type StateName = keyof typeof codes

export function stateOf(name: StateName): { Code: number; Name: StateName } {
  return { Code: codes[name], Name: name }
}

/** A record as EC2 describes an instance. */
export function describeInstance(instance: InstanceRecord, state: StateName = instance.state): Record<string, unknown> {
  const { region, privateIp, launchedAt } = instance
  const isGone = state === 'terminated'
  const host = `ip-${privateIp.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`
  const LaunchTime = new Date(launchedAt)
  return {
    ...{ InstanceId: instance.id, ImageId: instance.imageId, InstanceType: instance.instanceType, State: stateOf(state) },
    ...{ StateReason: stateReason, StateTransitionReason: stateReason.Code, LaunchTime, AmiLaunchIndex: instance.launchIndex },
    ...{ Architecture: 'x86_64', Hypervisor: 'xen', VirtualizationType: 'hvm', RootDeviceName: '/dev/sda1', RootDeviceType: 'ebs' },
    ...{ EbsOptimized: instance.ebsOptimized, EnaSupport: true, Monitoring: { State: instance.monitoring ? 'enabled' : 'disabled' } },
    ...{ Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: 'default' }, ProductCodes: [] },
    ...(instance.clientToken !== undefined && { ClientToken: instance.clientToken }),
    ...(instance.keyName !== undefined && { KeyName: instance.keyName }),
    ...(instance.profileArn !== undefined && { IamInstanceProfile: { Arn: instance.profileArn, Id: 'AIPA' } }),
    Tags: instance.tags.map(([Key, Value]) => ({ Key, Value })),
    HibernationOptions: { Configured: false },
    EnclaveOptions: { Enabled: false },
    MetadataOptions: metadataOptions(instance.metadata),
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 1 },
    MaintenanceOptions: { AutoRecovery: 'default' },
    PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    ...(!isGone && network(instance, host, LaunchTime)),
  }
}

function network(instance: InstanceRecord, host: string, attached: Date): object {
  const { vpcId: VpcId, subnetId: SubnetId, privateIp: PrivateIpAddress } = instance
  return {
    ...{ VpcId, SubnetId, PrivateIpAddress, PrivateDnsName: host, PublicDnsName: '', SourceDestCheck: instance.sourceDestCheck ?? true },
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/sda1',
        Ebs: { VolumeId: instance.volumeId, Status: 'attached', AttachTime: attached, DeleteOnTermination: true },
      },
    ],
    NetworkInterfaces: [
      {
        ...{ NetworkInterfaceId: instance.networkInterfaceId, OwnerId: instance.accountId, Status: 'in-use', InterfaceType: 'interface' },
        ...{ VpcId, SubnetId, PrivateIpAddress, PrivateDnsName: host, SourceDestCheck: instance.sourceDestCheck ?? true, Description: '' },
        Attachment: { AttachTime: attached, DeleteOnTermination: true, DeviceIndex: 0, NetworkCardIndex: 0, Status: 'attached' },
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress, PrivateDnsName: host }],
      },
    ],
  }
}

/** Instances as DescribeInstances groups them: by the request that started them. */
export function reservationsOf(instances: readonly InstanceRecord[]): object[] {
  const groups = new Map<string, InstanceRecord[]>()
  for (const instance of instances) groups.set(instance.reservationId, [...(groups.get(instance.reservationId) ?? []), instance])
  return [...groups].map(([ReservationId, members]) => ({
    ...{ ReservationId, OwnerId: members[0]!.accountId, Groups: [] },
    Instances: members.map(instance => describeInstance(instance)),
  }))
}
