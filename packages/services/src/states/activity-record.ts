import type { Catalog } from '@pasos/engine'
import { parseResource } from '@pasos/integrations'
import { parseActivityArn } from './arn.ts'
import { activityDoesNotExist } from './errors.ts'
import type { EncryptionConfiguration } from './state-machine-record.ts'
import type { Tags } from './tags.ts'

/** Kind `activity`, key: its ARN. */
export interface ActivityRecord {
  activityArn: string
  name: string
  /** Epoch milliseconds. */
  creationDate: number
  encryptionConfiguration: EncryptionConfiguration
  tags: Tags
}

/** @throws ApiError InvalidArn, ActivityDoesNotExist */
export function requireActivity(catalog: Catalog, arn: string): ActivityRecord {
  parseActivityArn(arn)
  const activity = catalog.get<ActivityRecord>('activity', arn)
  if (!activity) throw activityDoesNotExist(arn)
  return activity
}

/** Why a task of this resource cannot be scheduled: an activity that is gone. Nothing for any other resource. */
export function refuseActivity(catalog: Catalog, resource: string): string | undefined {
  if (parseResource(resource).kind !== 'activity' || catalog.get<ActivityRecord>('activity', resource)) return undefined
  return `The activity ${resource} does not exist.`
}
