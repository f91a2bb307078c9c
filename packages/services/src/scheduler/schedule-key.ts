import { ApiError, type OperationContext } from '@pasos/wire'
import type { ServiceHost } from '../declaration/service.ts'
import { type KeyRefusals, keyGuard } from '../kms/key-guard.ts'
import { roleCaller } from '../kms/role-caller.ts'
import { validation } from './errors.ts'

/** A schedule whose payload has a key, where it has one. */
interface Keyed {
  arn: string
  region: string
  kmsKeyArn?: string | undefined
}

/**
 * The key of a schedule's payload: https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html. Nothing is encrypted with it; who
 * needs it is as there: whoever makes or changes a schedule, and its role whenever it fires. Who reads a schedule needs no permission of the key's,
 * as the policies that the guide gives for `GetSchedule` say.
 */
export interface ScheduleKey {
  /** @throws ApiError AccessDeniedException, ValidationException */
  encrypt(schedule: Keyed, caller: OperationContext): Promise<void>
  /** Why the schedule's role can't decrypt its payload: `KMS.AccessDeniedException` and the like. */
  whyLocked(schedule: Keyed, roleArn: string): Promise<string | undefined>
}

export function scheduleKey(host: Pick<ServiceHost, 'catalog' | 'ids' | 'neighbour'>): ScheduleKey {
  const setting = keyGuard(host, unableToSet)
  const firing = keyGuard(host, unableToFire)
  const useOf = ({ arn, region, kmsKeyArn }: Keyed) => ({
    key: kmsKeyArn,
    place: { accountId: arn.split(':')[4] ?? '', region },
    encryptionContext: { 'aws:scheduler:schedule:arn': arn },
  })
  return {
    encrypt(schedule, caller) {
      const actions = ['DescribeKey', 'GenerateDataKey', 'Decrypt'] as const
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/security_iam_id-based-policy-examples.html: one statement for the three.
      return setting({ ...useOf(schedule), actions, caller, isDescribedInContext: true })
    },
    async whyLocked(schedule, roleArn) {
      if (schedule.kmsKeyArn === undefined) return undefined
      const use = useOf(schedule)
      const caller = roleCaller(host, roleArn, { service: 'scheduler', operation: 'Invoke', ...use.place })
      try {
        await firing({ ...use, actions: ['Decrypt'], caller })
        return undefined
      } catch (error) {
        if (error instanceof ApiError) return error.code
        throw error
      }
    },
  }
}

const unableToSet: KeyRefusals = {
  denied: message => new ApiError('AccessDeniedException', message, { httpStatus: 403 }),
  disabled: validation,
  invalidState: validation,
  notFound: validation,
}

/** As services are told that deliver to what has a key. */
const unableToFire: KeyRefusals = {
  denied: message => new ApiError('KMS.AccessDeniedException', message),
  disabled: message => new ApiError('KMS.DisabledException', message),
  invalidState: message => new ApiError('KMS.InvalidStateException', message),
  notFound: message => new ApiError('KMS.NotFoundException', message),
}
