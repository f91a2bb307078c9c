import { ApiError } from '@pasos/wire'

/** KMS's errors, in its words where they are known. */

export function keyNotFound(arn: string): ApiError {
  return new ApiError('NotFoundException', `Key '${arn}' does not exist`)
}

export function invalidKeyId(keyId: string): ApiError {
  return new ApiError('NotFoundException', `Invalid keyId '${keyId}'`)
}

export function aliasNotFound(arn: string): ApiError {
  return new ApiError('NotFoundException', `Alias ${arn} is not found.`)
}

export function policyNotFound(): ApiError {
  return new ApiError('NotFoundException', 'No such policy exists')
}

export function keyDisabled(arn: string): ApiError {
  return new ApiError('DisabledException', `${arn} is disabled.`)
}

/** `state`: `is pending deletion`. */
export function invalidState(arn: string, state: string): ApiError {
  return new ApiError('KMSInvalidStateException', `${arn} ${state}.`)
}

export function aliasExists(arn: string): ApiError {
  return new ApiError('AlreadyExistsException', `An alias with the name ${arn} already exists`)
}

export function invalidAliasName(message: string): ApiError {
  return new ApiError('InvalidAliasNameException', message)
}

/** AWS says no more than the code. */
export function invalidCiphertext(): ApiError {
  return new ApiError('InvalidCiphertextException', '')
}

export function incorrectKey(): ApiError {
  return new ApiError('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.')
}

export function dryRun(): ApiError {
  return new ApiError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.')
}

export function grantNotFound(grantId: string): ApiError {
  return new ApiError('NotFoundException', `Grant ID ${grantId} not found`)
}

export function invalidGrantId(): ApiError {
  return new ApiError('InvalidGrantIdException', 'The grant ID is not one of a grant.')
}

export function invalidGrantToken(): ApiError {
  return new ApiError('InvalidGrantTokenException', 'The grant token is not one of a grant.')
}

export function invalidArn(message: string): ApiError {
  return new ApiError('InvalidArnException', message)
}

export function invalidMarker(): ApiError {
  return new ApiError('InvalidMarkerException', 'The marker is not one that this operation gave out.')
}

export function malformedPolicy(message: string): ApiError {
  return new ApiError('MalformedPolicyDocumentException', message)
}

export function invalidTags(message: string): ApiError {
  return new ApiError('TagException', message)
}

export function unsupported(message: string): ApiError {
  return new ApiError('UnsupportedOperationException', message)
}

export function limitExceeded(message: string): ApiError {
  return new ApiError('LimitExceededException', message)
}

export function validation(message: string): ApiError {
  return new ApiError('ValidationException', message)
}

export function accessDenied(message: string): ApiError {
  return new ApiError('AccessDeniedException', message)
}
