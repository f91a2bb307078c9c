import { ApiError, type OperationContext } from '@pasos/wire'
import type { ServiceHost } from '../declaration/service.ts'
import type { Place } from './records/key-record.ts'
import { kmsService } from './service.ts'

/** What a service does with data under a key that it only notes: AWS would encrypt or decrypt with it. */
export interface GuardedUse {
  /** Id, ARN or alias; without one nothing is asked. */
  key: string | undefined
  place: Place
  encryptionContext: Readonly<Record<string, string>>
  /** What the service needs of KMS in the caller's name. */
  actions: readonly ('CreateGrant' | 'Decrypt' | 'DescribeKey' | 'Encrypt' | 'GenerateDataKey')[]
  /** Without one it is only asked whether the key can be used. */
  caller?: OperationContext
  /** Policies may ask for the encryption context with DescribeKey too. */
  isDescribedInContext?: true
}

/** Rejects as AWS's service does where the key can't be used, or not by this caller. Where KMS is not served, nobody is asked. */
export type KeyGuard = (use: GuardedUse) => Promise<void>

/** How a service calls what KMS refuses. */
export interface KeyRefusals {
  denied(message: string): ApiError
  disabled(message: string): ApiError
  /** Pending deletion. */
  invalidState(message: string): ApiError
  notFound(message: string): ApiError
}

export function keyGuard({ neighbour }: Pick<ServiceHost, 'neighbour'>, refusals: KeyRefusals): KeyGuard {
  const told = ({ code, message }: ApiError): ApiError | undefined => {
    if (code === 'AccessDeniedException') return refusals.denied(message)
    if (code === 'DisabledException') return refusals.disabled(message)
    if (code === 'KMSInvalidStateException') return refusals.invalidState(message)
    return code === 'NotFoundException' ? refusals.notFound(message) : undefined
  }
  return async ({ key, ...use }) => {
    if (key === undefined) return
    const kms = await neighbour(kmsService)
    try {
      kms?.prove({ key, ...use })
    } catch (error) {
      throw (error instanceof ApiError && told(error)) || error
    }
  }
}
