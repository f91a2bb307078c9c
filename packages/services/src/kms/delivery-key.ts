import { ApiError } from '@pasos/wire'
import type { ServiceHost } from '../declaration/service.ts'
import type { Place } from './records/key-record.ts'
import { kmsService } from './service.ts'

/** A service hands something, in its own name, to a queue or topic that notes a key: AWS would encrypt it with that. */
export interface Delivery {
  /** The queue or topic. */
  target: Place & { arn: string; attributes: Readonly<Record<string, string | undefined>> }
  /** The principal that delivers, such as `sns.amazonaws.com`. */
  service: string
  /** What it delivers for: a topic, a rule, a bucket, an alarm. */
  sourceArn: string
  sourceAccount: string
}

/** In the words of AWS's own refusals: `KMS.AccessDeniedException`. */
export interface KeyRefusal {
  code: `KMS.${string}`
  message: string
}

/** Why a delivery can't be: the key's policy does not let the service use it, or nobody can. Nothing to wait for where no key is noted. */
export type DeliveryKeys = (delivery: Delivery) => Promise<KeyRefusal | undefined> | undefined

/** The managed keys of SQS and SNS let in nobody but their account's principals, so services can't deliver with these either, as at AWS. */
export function deliveryKeys({ neighbour }: Pick<ServiceHost, 'neighbour'>): DeliveryKeys {
  const refusalOf = async (key: string, { target, service, sourceArn, sourceAccount }: Delivery): Promise<KeyRefusal | undefined> => {
    const kind = target.arn.split(':')[2] as 'sqs' | 'sns'
    const kms = await neighbour(kmsService)
    try {
      await kms?.proveForService({
        ...{ key, place: target, service, sourceArn, sourceAccount, via: `${kind}.amazonaws.com` },
        encryptionContext: { [kind === 'sqs' ? 'aws:sqs:arn' : 'aws:sns:topicArn']: target.arn },
        actions: ['GenerateDataKey', 'Decrypt'],
      })
      return undefined
    } catch (error) {
      const code = error instanceof ApiError ? codes[error.code] : undefined
      if (code === undefined) throw error
      return { code, message: (error as ApiError).message }
    }
  }
  return delivery => {
    const key = delivery.target.attributes['KmsMasterKeyId']
    return key === undefined || key === '' ? undefined : refusalOf(key, delivery)
  }
}

const codes: Record<string, KeyRefusal['code'] | undefined> = {
  AccessDeniedException: 'KMS.AccessDeniedException',
  DisabledException: 'KMS.DisabledException',
  KMSInvalidStateException: 'KMS.InvalidStateException',
  NotFoundException: 'KMS.NotFoundException',
}
