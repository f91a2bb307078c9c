import type { JsonObject } from '@pasos/asl'
import type { Caller } from '@pasos/wire'
import { admit } from '../../../apigateway/serving/admit.ts'
import type { ApiAnswer } from '../../../apigateway/serving/api-request.ts'
import type { HttpApiContent } from '../../records/http-api-record.ts'
import type { FoundHttpRequest } from '../admitted-request.ts'
import type { HttpServingPorts } from '../http-serving-ports.ts'
import { answers } from '../integrations.ts'
import { checkToken } from './jwt-authorizer.ts'
import { askFunction } from './lambda-authorizer.ts'

/** Who was let in, as far as anybody was asked who they are. */
export type Authorization =
  | { kind: 'none' }
  | { kind: 'iam'; caller: Caller }
  | { kind: 'jwt'; claims: JsonObject; scopes: string[] | null }
  | { kind: 'lambda'; context: JsonObject; principalId?: string }

/** Not let in, or nobody could be asked; `error` is what the log of access tells of it. */
export interface Refused {
  refused: ApiAnswer
  error?: string
}

/** Asks whom the route has ask. */
export async function authorizeRoute(
  ports: HttpServingPorts,
  found: FoundHttpRequest,
  { authorizers = {} }: Pick<HttpApiContent, 'authorizers'>,
): Promise<Authorization | Refused> {
  const { api, route, request, arn } = found
  const { authorizationType, authorizerId = '' } = route
  if (authorizationType === 'NONE') return { kind: 'none' }
  if (authorizationType === 'AWS_IAM') {
    const admitted = admit(ports, { api, method: { authorizationType }, request, arn })
    if ('refused' in admitted || !admitted.caller) return { refused: answers.forbidden() }
    return { kind: 'iam', caller: admitted.caller }
  }
  const authorizer = Object.hasOwn(authorizers, authorizerId) ? authorizers[authorizerId] : undefined
  if (!authorizer) return { refused: answers.internalError(), error: 'The authorizer of the route is not there' }
  return authorizer.type === 'JWT' ? checkToken(ports, found, authorizer) : askFunction(ports, found, authorizer)
}
