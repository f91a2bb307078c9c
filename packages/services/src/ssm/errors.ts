import { ApiError } from '@pasos/wire'

/** Parameter Store's errors, in its words where they are known; docs/reference/parameter-store.md says which are. */

/** AWS says nothing more. */
export function parameterNotFound(): ApiError {
  return new ApiError('ParameterNotFound', '')
}

/** `what`: `version 9` or `label live`. */
export function versionNotFound(what: string, name: string): ApiError {
  return new ApiError('ParameterVersionNotFound', `Systems Manager could not find ${what} of ${name}. Verify the version and try again.`)
}

export function parameterExists(): ApiError {
  return new ApiError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  )
}

export function invalidName(): ApiError {
  return validation(
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  )
}

export function invalidPath(): ApiError {
  return validation(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with \\"aws\\" or \\"ssm\\" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  )
}

export function reservedName(name: string): ApiError {
  return new ApiError('AccessDeniedException', `No access to reserved parameter name: ${name}.`)
}

export function tooDeep(): ApiError {
  return new ApiError('HierarchyLevelLimitExceededException', 'A hierarchy can have a maximum of 15 levels.')
}

export function tooLong(tier: 'Standard' | 'Advanced'): ApiError {
  if (tier === 'Advanced') return validation('Advanced tier parameters support a maximum parameter value of 8192 characters.')
  return validation(
    'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  )
}

export function oldestHasLabel(name: string, version: number): ApiError {
  return new ApiError(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  )
}

export function tooManyLabels(): ApiError {
  return new ApiError(
    'ParameterVersionLabelLimitExceeded',
    'A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.',
  )
}

export function invalidPattern(pattern: string): ApiError {
  return new ApiError('InvalidAllowedPatternException', `The allowed pattern is not a valid regular expression: ${pattern}`)
}

export function patternMismatch(pattern: string): ApiError {
  return new ApiError('ParameterPatternMismatchException', `Parameter value, cannot be validated against allowedPattern: ${pattern}`)
}

export function invalidKeyId(message: string): ApiError {
  return new ApiError('InvalidKeyId', message)
}

export function invalidFilterKey(message: string): ApiError {
  return new ApiError('InvalidFilterKey', message)
}

export function invalidFilterOption(message: string): ApiError {
  return new ApiError('InvalidFilterOption', message)
}

export function invalidFilterValue(message: string): ApiError {
  return new ApiError('InvalidFilterValue', message)
}

export function invalidNextToken(): ApiError {
  return new ApiError('InvalidNextToken', 'The specified token is not valid.')
}

export function invalidResourceType(): ApiError {
  return new ApiError('InvalidResourceType', '')
}

export function invalidResourceId(): ApiError {
  return new ApiError('InvalidResourceId', '')
}

export function tooManyTags(): ApiError {
  return new ApiError('TooManyTagsError', '')
}

export function validation(message: string): ApiError {
  return new ApiError('ValidationException', message)
}
