import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import { admitsService } from '../../iam/resource-policy.ts'
import { sourceKeys } from '../../iam/trust.ts'

/** A request of which a function is to be told. */
export interface AskingRequest {
  /** The integration's role, where it has one. */
  credentials: string | undefined
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`, the path as requested. */
  arn: string
  /** What comes after the account in the ARN that a function's policy knows: `API/STAGE/METHOD/PATH`, the path as it is written in the API. */
  source: string
  accountId: string
}

const apiGateway = 'apigateway.amazonaws.com'

/** Whether the integration's role, or without one the function's own policy, lets API Gateway call it. */
export function mayInvokeFunction(
  { authorizer, policy }: { authorizer: RoleAuthorizer; policy: string | undefined },
  { credentials, arn, source, accountId }: AskingRequest,
  functionArn: string,
): boolean {
  const action = 'lambda:InvokeFunction'
  if (credentials !== undefined) {
    const { allowed } = authorizer.authorize({ principalArn: credentials, action, resource: functionArn })
    return authorizer.trusts(credentials, apiGateway, sourceKeys(arn)) && allowed
  }
  const place = arn.split(':').slice(0, 5).join(':')
  const context = { 'aws:SourceArn': `${place}:${source}`, 'aws:SourceAccount': accountId }
  return admitsService(authorizer, policy, { service: apiGateway, action, resource: functionArn, context })
}
