import { partitionOf } from '@pasos/asl'
import { eachOf, onEverything } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'

const instanceArn = (id: string, { region, accountId }: { region: string; accountId: string }): string =>
  `arn:${partitionOf(region)}:ec2:${region}:${accountId}:instance/${id}`

/** The instances that the input names. */
const onInstances: Access = {
  resources: (input, context) => {
    const ids = [input['InstanceIds'], input['Resources'], input['InstanceId']].flat().filter(id => typeof id === 'string')
    return ids.length === 0 ? ['*'] : ids.map(id => instanceArn(id, context))
  },
}

/**
 * EC2, as far as a first Terraform configuration goes: instances that are records. No machine runs, and wherever a client shows the
 * reason of a state it says so.
 */
export const ec2Service: Service = {
  scope: 'ec2',
  operations: {
    RunInstances: { resources: (_, context) => [instanceArn('*', context)] },
    ...eachOf(
      ['CreateTags', 'DeleteTags', 'ModifyInstanceAttribute', 'StartInstances', 'StopInstances', 'TerminateInstances'],
      onInstances,
    ),
    ...eachOf(['ModifyInstanceMetadataOptions', 'MonitorInstances', 'UnmonitorInstances'], onInstances),
    DescribeInstanceAttribute: onInstances,
    ...eachOf(['DescribeAvailabilityZones', 'DescribeInstanceCreditSpecifications', 'DescribeInstanceStatus'], onEverything),
    ...eachOf(['DescribeInstanceTypes', 'DescribeInstances', 'DescribeRegions', 'DescribeTags', 'DescribeVolumes'], onEverything),
    DescribeVpcs: onEverything,
  },
  async open({ catalog, clock, ids }) {
    const { ec2Operations } = await import('./ec2-operations.ts')
    return { operations: ec2Operations({ catalog, clock, ids }), face: undefined }
  },
}
