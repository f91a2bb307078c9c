import { ApiError, type OperationContext } from '@pasos/wire'
import type { RoleAuthorizer } from '../iam/authorizer.ts'

/** Of an integration's credentials. */
export function roleIn(credentials: unknown): { arn: string; service: string }[] {
  const isRole = typeof credentials === 'string' && /^arn:[^:]+:iam::\d{12}:role\//.test(credentials)
  return isRole ? [{ arn: credentials, service: 'apigateway.amazonaws.com' }] : []
}

/** @throws ApiError AccessDeniedException where the caller may not pass one of the roles among these credentials */
export type CheckPassing = (context: OperationContext, credentials: readonly (string | undefined)[]) => void

/**
 * For roles that a document gives an API: which ones shows only once it has been read, as there are many ways to write one in JSON and YAML.
 * All other operations declare what they pass.
 */
export function checkPassing({ authorizeCaller }: Pick<RoleAuthorizer, 'authorizeCaller'>): CheckPassing {
  return (context, credentials) => {
    for (const { arn, service } of [...new Set(credentials)].flatMap(roleIn)) {
      const refusal = authorizeCaller(context, 'iam:PassRole', arn, { keys: { 'iam:PassedToService': service } })
      if (refusal !== undefined) throw new ApiError('AccessDeniedException', refusal, { httpStatus: 403 })
    }
  }
}
