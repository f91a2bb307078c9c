import type { Catalog } from '@pasos/engine'
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
