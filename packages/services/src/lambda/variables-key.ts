import type { lambda, Operation, OperationContext } from '@pasos/wire'
import { ApiError } from '@pasos/wire'
import type { ServiceHost } from '../declaration/service.ts'
import { type KeyRefusals, keyGuard } from '../kms/key-guard.ts'
import { roleCaller } from '../kms/role-caller.ts'
import { invalidParameter } from './errors.ts'
import type { FunctionRecord, FunctionSettings } from './function-record.ts'

/**
 * The key of a function's environment variables: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html. Nothing is
 * encrypted with it; who needs it, and what is told where it can't be used, is as there. Nobody is asked for functions without variables.
 */
export interface VariablesKey {
  /** The function's role must be able to decrypt its variables whenever it is run. @throws ApiError KMSAccessDeniedException and its like */
  decrypt(record: Pick<FunctionRecord, 'arn' | 'accountId' | 'region'>, settings: FunctionSettings): Promise<void> | undefined
  /** Whoever gives a function variables or their key must be able to encrypt with it. @throws ApiError InvalidParameterValueException */
  encrypt(record: Pick<FunctionRecord, 'arn'>, settings: FunctionSettings, caller: OperationContext): Promise<void> | undefined
  /** The answers of these operations, without variables that the caller may not decrypt. */
  hiding(operations: Record<string, Operation>): Record<string, Operation>
}

export function variablesKey(host: Pick<ServiceHost, 'catalog' | 'ids' | 'neighbour'>): VariablesKey {
  const running = keyGuard(host, unableToDecrypt)
  const configuring = keyGuard(host, unableToConfigure)
  const reading = keyGuard(host, unableToRead)
  const contextOf = (arn: string): Record<string, string> => ({ 'aws:lambda:FunctionArn': arn })

  async function visible<C extends lambda.FunctionConfiguration>(configuration: C, caller: OperationContext): Promise<C> {
    const { KMSKeyArn: key, Environment, FunctionArn = '' } = configuration
    if (key === undefined || Environment === undefined) return configuration
    const encryptionContext = contextOf(FunctionArn.split(':').slice(0, 7).join(':'))
    try {
      await reading({ key, place: caller, encryptionContext, actions: ['Decrypt'], caller })
      return configuration
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { ...configuration, Environment: { Error: { ErrorCode: error.code, Message: error.message } } }
    }
  }

  return {
    decrypt({ arn, accountId, region }, { kmsKeyArn: key, environment, role }) {
      if (key === undefined || environment === undefined) return undefined
      const place = { accountId, region }
      const caller = roleCaller(host, role, { service: 'lambda', operation: 'Invoke', ...place })
      return running({ key, place, encryptionContext: contextOf(arn), actions: ['Decrypt'], caller })
    },
    encrypt({ arn }, { kmsKeyArn: key, environment }, caller) {
      if (key === undefined || environment === undefined) return undefined
      return configuring({ key, place: caller, encryptionContext: contextOf(arn), actions: ['CreateGrant', 'Encrypt'], caller })
    },
    hiding(operations) {
      const hidden = Object.entries(operations).map(([name, run]): [string, Operation] => [
        name,
        async (input, context) => {
          const answer = (await run(input, context)) as Answer
          if ('Configuration' in answer) return { ...answer, Configuration: await visible(answer.Configuration, context) }
          const many = 'Functions' in answer ? 'Functions' : 'Versions'
          const list = (answer as Partial<Record<'Functions' | 'Versions', lambda.FunctionConfiguration[]>>)[many]
          if (list === undefined) return visible(answer as lambda.FunctionConfiguration, context)
          return { ...answer, [many]: await Promise.all(list.map(each => visible(each, context))) }
        },
      ])
      return Object.fromEntries(hidden)
    },
  }
}

type Answer =
  | { Configuration: lambda.FunctionConfiguration }
  | { Functions: lambda.FunctionConfiguration[] }
  | { Versions: lambda.FunctionConfiguration[] }
  | lambda.FunctionConfiguration

/** API reference, Invoke: each is answered with 502, as the function's configuration is at fault and not its caller. */
const unableToDecrypt: KeyRefusals = {
  denied: message => undecrypted('KMSAccessDeniedException', 'KMS access was denied', 'AccessDeniedException', message),
  disabled: message => undecrypted('KMSDisabledException', 'the KMS key used is disabled', 'DisabledException', message),
  invalidState: message =>
    undecrypted('KMSInvalidStateException', 'the state of the KMS key used is not valid for Decrypt', 'KMSInvalidStateException', message),
  notFound: message => undecrypted('KMSNotFoundException', 'the KMS key was not found', 'NotFoundException', message),
}

function undecrypted(code: string, reason: string, kmsCode: string, message: string): ApiError {
  const told = `Lambda was unable to decrypt the environment variables because ${reason}. Please check the function's KMS key settings.`
  return new ApiError(code, `${told} KMS Exception: ${kmsCode} KMS Message: ${message}`, { httpStatus: 502, members: { Type: 'User' } })
}

const unableToConfigure: KeyRefusals = {
  denied: message => unconfigured('AccessDeniedException', message),
  disabled: message => unconfigured('DisabledException', message),
  invalidState: message => unconfigured('KMSInvalidStateException', message),
  notFound: message => unconfigured('NotFoundException', message),
}

function unconfigured(kmsCode: string, message: string): ApiError {
  const told = 'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant.'
  return invalidParameter(`${told} Please check your KMS key settings. KMS Exception: ${kmsCode} KMS Message: ${message}`)
}

/** Told within an answer, as KMS tells it. */
const unableToRead: KeyRefusals = {
  denied: message => new ApiError('AccessDeniedException', message),
  disabled: message => new ApiError('DisabledException', message),
  invalidState: message => new ApiError('KMSInvalidStateException', message),
  notFound: message => new ApiError('NotFoundException', message),
}
