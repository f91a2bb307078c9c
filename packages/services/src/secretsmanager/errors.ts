import { ApiError } from '@pasos/wire'

/** Secrets Manager's errors, in its words where they are known. */

export function secretNotFound(): ApiError {
  return new ApiError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
}

/** `what`: `staging label: AWSPENDING`, `VersionId: …`. */
export function valueNotFound(what: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`)
}

export function secretExists(name: string): ApiError {
  return new ApiError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`)
}

export function versionExists(token: string): ApiError {
  return new ApiError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret with a different value.`,
  )
}

export function markedForDeletion(): ApiError {
  return new ApiError('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.")
}

export function nameIsTaken(): ApiError {
  return new ApiError(
    'InvalidRequestException',
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  )
}

export function invalidRequest(message: string): ApiError {
  return new ApiError('InvalidRequestException', message)
}

export function invalidParameter(message: string): ApiError {
  return new ApiError('InvalidParameterException', message)
}

/** AWS's model has no such error: a task fails with `SecretsManager.SecretsManagerException`. */
export function invalidName(): ApiError {
  return new ApiError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  )
}

export function invalidNextToken(): ApiError {
  return new ApiError('InvalidNextTokenException', 'The NextToken value is invalid.')
}

export function limitExceeded(message: string): ApiError {
  return new ApiError('LimitExceededException', message)
}

export function malformedPolicy(message: string): ApiError {
  return new ApiError('MalformedPolicyDocumentException', message)
}

export function publicPolicy(): ApiError {
  return new ApiError('PublicPolicyException', 'You must specify a non-public policy when BlockPublicPolicy is true.')
}

/** `message`: what KMS says. */
export function encryptionFailure(message: string): ApiError {
  return new ApiError('EncryptionFailure', message)
}

export function decryptionFailure(message: string): ApiError {
  return new ApiError('DecryptionFailure', message)
}
