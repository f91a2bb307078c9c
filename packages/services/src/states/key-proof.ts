import { ApiError, type OperationContext } from '@pasos/wire'
import type { ServiceHost } from '../declaration/service.ts'
import { roleCaller } from '../kms/role-caller.ts'
import { kmsService } from '../kms/service.ts'
import { parseArn } from './arn.ts'

/** A use of a key that KMS is asked about. */
export interface KeyUse {
  /** Id, ARN or alias. */
  key: string
  /** The state machine or activity whose data it is. */
  arn: string
  actions: readonly string[]
  /** A caller of the API, or the ARN of a role. Without either it is only asked whether the key can be used. */
  by?: OperationContext | string
}

/** Asks KMS whether a key can be used so. The promise rejects with what KMS refuses it with. */
export type ProveKey = (use: KeyUse) => Promise<void>

export function keyProof({ catalog, ids, neighbour }: Pick<ServiceHost, 'catalog' | 'ids' | 'neighbour'>): ProveKey {
  const callOf = (by: OperationContext | string, place: { accountId: string; region: string }): OperationContext => {
    return typeof by === 'string' ? roleCaller({ catalog, ids }, by, { service: 'states', operation: 'StartExecution', ...place }) : by
  }
  return async ({ key, arn, actions, by }) => {
    const kms = await neighbour(kmsService)
    if (!kms) throw new ApiError('NotFoundException', 'KMS is not served here')
    const [, , , region = '', accountId = ''] = arn.split(':')
    const place = { accountId, region }
    // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    const encryptionContext = { [parseArn(arn).kind === 'activity' ? 'aws:states:activityArn' : 'aws:states:stateMachineArn']: arn }
    kms.prove({ key, place, encryptionContext, actions, ...(by !== undefined && { caller: callOf(by, place) }) })
  }
}
