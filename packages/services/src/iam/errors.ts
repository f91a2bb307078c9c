import { ApiError } from '@pasos/wire'

/** IAM's errors, in its words. Codes are the names of the error shapes; the wire knows their statuses. */

export function noSuchRole(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `The role with name ${name} cannot be found.`)
}

export function noSuchRolePolicy(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `The role policy with name ${name} cannot be found.`)
}

export function noSuchUser(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `The user with name ${name} cannot be found.`)
}

export function noSuchUserPolicy(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `The user policy with name ${name} cannot be found.`)
}

export function noSuchLoginProfile(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `Login Profile for User ${name} cannot be found.`)
}

export function noSuchAccessKey(id: string): ApiError {
  return new ApiError('NoSuchEntityException', `The Access Key with id ${id} cannot be found.`)
}

export function noSuchPolicy(arn: string): ApiError {
  return new ApiError('NoSuchEntityException', `Policy ${arn} was not found.`)
}

export function notAttachable(arn: string): ApiError {
  return new ApiError('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`)
}

export function noSuchVersion(arn: string, versionId: string): ApiError {
  return new ApiError('NoSuchEntityException', `Policy ${arn} version ${versionId} does not exist or is not attachable.`)
}

export function noSuchInstanceProfile(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `Instance Profile ${name} cannot be found.`)
}

export function alreadyExists(message: string): ApiError {
  return new ApiError('EntityAlreadyExistsException', message)
}

export function deleteConflict(message: string): ApiError {
  return new ApiError('DeleteConflictException', message)
}

export function limitExceeded(message: string): ApiError {
  return new ApiError('LimitExceededException', message)
}

export function invalidInput(message: string): ApiError {
  return new ApiError('InvalidInputException', message)
}

/** Not modelled, but what IAM answers to values out of bounds. */
export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message)
}

/** AWS's own policies are nobody's to change. */
export function awsManagedPolicyIsFixed(callerArn: string, action: string, arn: string): ApiError {
  return new ApiError('AccessDenied', `User: ${callerArn} is not authorized to perform: ${action} on resource: policy ${arn}`, {
    httpStatus: 403,
  })
}

export function noSuchGroup(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `The group with name ${name} cannot be found.`)
}

export function noSuchGroupPolicy(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `The group policy with name ${name} cannot be found.`)
}

export function noSuchAlias(alias: string): ApiError {
  return new ApiError('NoSuchEntityException', `The account alias ${alias} cannot be found.`)
}

export function noSuchPasswordPolicy(accountId: string): ApiError {
  return new ApiError('NoSuchEntityException', `The Password Policy with domain name ${accountId} cannot be found.`)
}

export function noSuchProvider(kind: 'OpenIDConnect' | 'SAML', arn: string): ApiError {
  const words = kind === 'SAML' ? 'Manifest not found' : 'OpenIDConnect Provider not found'
  return new ApiError('NoSuchEntityException', `${words} for arn ${arn}`)
}

/** Roles that only a service of AWS's changes. */
export function unmodifiableRole(name: string): ApiError {
  return new ApiError(
    'UnmodifiableEntityException',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  )
}
