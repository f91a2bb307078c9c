import { ApiError } from '@pasos/wire'
import type { ServiceHost } from '../declaration/service.ts'
import { kmsService } from '../kms/service.ts'
import { invalidParameter, keyNotAllowed } from './errors.ts'
import { type LogGroupRecord, logGroupArn } from './log-group.ts'

type Group = Pick<LogGroupRecord, 'accountId' | 'region' | 'name' | 'kmsKeyId'>

/**
 * CloudWatch Logs uses the key of a group in its own name: the key's policy must let it in, and whoever names the key or reads lines needs no permission.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 * @throws ApiError AccessDeniedException, InvalidParameterException where nobody can use the key
 */
export type GroupKey = (group: Group, actions: readonly ('Encrypt' | 'Decrypt' | 'GenerateDataKey')[]) => Promise<void>

export function groupKeys({ neighbour }: Pick<ServiceHost, 'neighbour'>): GroupKey {
  return async (group, actions) => {
    const { kmsKeyId: key, accountId, region } = group
    if (key === undefined) return
    const arn = logGroupArn(group)
    const kms = await neighbour(kmsService)
    try {
      await kms?.proveForService({
        ...{ key, place: { accountId, region }, actions, encryptionContext: { 'aws:logs:arn': arn } },
        ...{ service: `logs.${region}.amazonaws.com`, via: 'logs.amazonaws.com', sourceArn: arn, sourceAccount: accountId },
      })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw error.code === 'AccessDeniedException' ? keyNotAllowed(arn) : invalidParameter(error.message)
    }
  }
}
