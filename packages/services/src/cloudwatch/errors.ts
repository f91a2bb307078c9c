import { ApiError } from '@pasos/wire'

/** CloudWatch's errors, in its words. */

export function invalidValue(message: string): ApiError {
  return new ApiError('InvalidParameterValueException', message)
}

export function invalidCombination(message: string): ApiError {
  return new ApiError('InvalidParameterCombinationException', message)
}

export function missingParameter(message: string): ApiError {
  return new ApiError('MissingRequiredParameterException', message)
}

export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message)
}

export function invalidToken(): ApiError {
  return new ApiError('InvalidNextToken', 'Invalid nextToken')
}

export function dashboardNotFound(name: string): ApiError {
  return new ApiError('DashboardNotFoundError', `Dashboard ${name} does not exist`)
}

export function invalidDashboard(message: string): ApiError {
  return new ApiError('DashboardInvalidInputError', message, { members: { dashboardValidationMessages: [{ Message: message }] } })
}

export function resourceNotFound(arn: string): ApiError {
  return new ApiError('ResourceNotFoundException', `The resource ${arn} does not exist.`, {
    members: { ResourceType: arn.includes(':dashboard/') ? 'dashboard' : 'alarm', ResourceId: arn },
  })
}
