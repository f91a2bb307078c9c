import { ApiError } from '@pasos/wire'

/** What DynamoDB says, in its words. */
export const resourceNotFound = (message = 'Requested resource not found'): ApiError => new ApiError('ResourceNotFoundException', message)

export const tableNotFound = (name: string): ApiError => resourceNotFound(`Requested resource not found: Table: ${name} not found`)

export const resourceInUse = (message: string): ApiError => new ApiError('ResourceInUseException', message)

/** `item` is given when the request asked for it with ReturnValuesOnConditionCheckFailure. */
export function conditionFailed(item: unknown): ApiError {
  return new ApiError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { members: { Item: item } },
  )
}

export interface CancellationReason {
  Code: string
  Message?: string
  Item?: unknown
}

export function transactionCanceled(reasons: readonly CancellationReason[]): ApiError {
  const codes = reasons.map(({ Code }) => Code).join(', ')
  return new ApiError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    {
      members: { CancellationReasons: reasons },
    },
  )
}

const keyInvalid = (message: string): ApiError =>
  new ApiError('ValidationException', `One or more parameter values were invalid: ${message}`)

const keyDenied = (message: string): ApiError => new ApiError('AccessDeniedException', `KMS key access denied error: ${message}`)

/** Of the key of a table whose items are used. */
export const accessRefusals = { denied: keyDenied, disabled: keyDenied, invalidState: keyDenied, notFound: keyDenied }

/** Of a key that a table is to have. */
export const keyRefusals = { denied: keyDenied, disabled: keyInvalid, invalidState: keyInvalid, notFound: keyInvalid }
