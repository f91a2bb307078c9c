import type { Operation } from '@pasos/wire'
import { change } from './change-instances.ts'
import type { Ec2Dependencies } from './ec2-operations.ts'
import type { InstanceRecord } from './instance-record.ts'
import { type MetadataOptions, metadataOptions, metadataOptionsIn } from './metadata-options.ts'

export function modifyInstanceMetadataOptions(deps: Ec2Dependencies): Operation<{ InstanceId: string } & MetadataOptions> {
  return async (input, context) => {
    const changed = (instance: InstanceRecord) => ({ ...instance, metadata: { ...instance.metadata, ...metadataOptionsIn(input) } })
    const before = await change(deps, context, input.InstanceId, changed)
    return { InstanceId: input.InstanceId, InstanceMetadataOptions: metadataOptions(changed(before).metadata) }
  }
}

/** `isOn`: what is counted of an instance is counted by the minute. */
export function monitorInstances(deps: Ec2Dependencies, isOn: boolean): Operation<{ InstanceIds: string[] }> {
  return async ({ InstanceIds }, context) => {
    for (const id of InstanceIds) await change(deps, context, id, instance => ({ ...instance, monitoring: isOn }))
    const Monitoring = { State: isOn ? 'pending' : 'disabling' }
    return { InstanceMonitorings: InstanceIds.map(InstanceId => ({ InstanceId, Monitoring })) }
  }
}
