import { ApiError, type OperationContext, type states } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { invalidEncryption, kmsAccessDenied, kmsInvalidState } from './errors.ts'
import type { KeyUse } from './key-proof.ts'
import type { EncryptionConfiguration } from './state-machine-record.ts'

type Dependencies = Pick<StatesDependencies, 'proveKey'>

/**
 * The configuration of a state machine or an activity that is made or changed. A key of the customer's must be there and usable, and the caller
 * allowed to describe it and to make data keys of it. @throws ApiError InvalidEncryptionConfiguration, KmsAccessDeniedException
 */
export async function checkedEncryption(
  deps: Dependencies,
  input: states.EncryptionConfiguration | undefined,
  { arn, caller }: { arn: string; caller: OperationContext },
): Promise<EncryptionConfiguration> {
  if (input?.type !== 'CUSTOMER_MANAGED_KMS_KEY') {
    for (const member of ['kmsKeyId', 'kmsDataKeyReusePeriodSeconds'] as const)
      if (input?.[member] !== undefined) throw invalidEncryption(`Custom ${member} is not allowed when selecting AWS_OWNED_KEY.`)
    return { type: 'AWS_OWNED_KEY' }
  }
  const { kmsKeyId, kmsDataKeyReusePeriodSeconds: reuse } = input
  if (kmsKeyId === undefined) throw invalidEncryption('Must set a valid kmsKeyId.')
  try {
    await deps.proveKey({ key: kmsKeyId, arn, actions: ['DescribeKey', 'GenerateDataKey'], by: caller })
  } catch (error) {
    if (!isOfKey(error)) throw error
    throw error.code === 'AccessDeniedException' ? kmsAccessDenied(error.message) : invalidEncryption(error.message)
  }
  // Terraform takes AWS's 300 seconds, where nobody gave any, for a change.
  return { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId, ...(reuse !== undefined && { kmsDataKeyReusePeriodSeconds: reuse }) }
}

/** Whoever reads data needs kms:Decrypt with a key of the customer's. @throws ApiError KmsAccessDeniedException, KmsInvalidStateException */
export function checkReading(deps: Dependencies, configuration: EncryptionConfiguration, arn: string, by: OperationContext): Promise<void> {
  return checkUse(deps, configuration, { arn, actions: ['Decrypt'], by })
}

/** The role of executions needs both to run with a key of the customer's. @throws ApiError as above */
export function checkRunning(deps: Dependencies, configuration: EncryptionConfiguration, arn: string, roleArn: string): Promise<void> {
  return checkUse(deps, configuration, { arn, actions: ['Decrypt', 'GenerateDataKey'], by: roleArn })
}

/** Why data under this configuration is out of reach for everybody; nothing when it is not. */
export async function whyLocked(deps: Dependencies, configuration: EncryptionConfiguration, arn: string): Promise<string | undefined> {
  try {
    await checkUse(deps, configuration, { arn, actions: [] })
    return undefined
  } catch (error) {
    if (error instanceof ApiError && error.code === 'KmsInvalidStateException') return error.message
    throw error
  }
}

async function checkUse({ proveKey }: Dependencies, { kmsKeyId }: EncryptionConfiguration, use: Omit<KeyUse, 'key'>): Promise<void> {
  if (kmsKeyId === undefined) return
  try {
    await proveKey({ key: kmsKeyId, ...use })
  } catch (error) {
    throw isOfKey(error) ? told(error) : error
  }
}

function told({ code, message }: ApiError): ApiError {
  const keyState = keyStates[code]
  return keyState === undefined ? kmsAccessDenied(message) : kmsInvalidState(message, keyState)
}

/** What KMS refuses the use of a key with; a key that is gone has no state, and AWS no other name for it. */
const keyStates: Record<string, string | undefined> = {
  AccessDeniedException: undefined,
  DisabledException: 'DISABLED',
  KMSInvalidStateException: 'PENDING_DELETION',
  NotFoundException: 'UNAVAILABLE',
}

function isOfKey(error: unknown): error is ApiError {
  return error instanceof ApiError && Object.hasOwn(keyStates, error.code)
}
