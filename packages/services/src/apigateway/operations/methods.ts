import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, conflict, notServed } from '../errors.ts'
import {
  changeApi,
  type MethodRecord,
  type MethodResponseRecord,
  methodAnswer,
  requireApi,
  requireMethod,
  requireResponse,
  withMethod,
} from '../records/api-record.ts'
import { checkModels, checkNamed } from '../records/model-record.ts'
import { entryRule, type Patching, type PatchRule, patched, readBoolean, textRule } from '../records/patch.ts'

export interface OfMethod {
  restApiId: string
  resourceId: string
  httpMethod: string
}

interface PutMethodInput extends OfMethod {
  authorizationType: string
  authorizerId?: string
  apiKeyRequired?: boolean
  operationName?: string
  requestParameters?: Record<string, boolean>
  requestModels?: Record<string, string>
  requestValidatorId?: string
}

const httpMethods = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']

export function putMethod({ catalog }: ApiGatewayDependencies): Operation<PutMethodInput, object> {
  return (input, context) => {
    const { restApiId, resourceId, httpMethod, authorizationType, operationName, requestParameters, requestModels } = input
    const { requestValidatorId } = input
    if (!httpMethods.includes(httpMethod)) {
      throw badRequest(`Invalid HttpMethod specified. Valid options are ${httpMethods.slice(1).join(',')},ANY`)
    }
    checkAuthorization(authorizationType)
    checkKeyRequired(input.apiKeyRequired ?? false)
    return changeApi(catalog, context, restApiId, api => {
      const method: MethodRecord = {
        ...{ httpMethod, authorizationType, responses: {} },
        ...(operationName !== undefined && { operationName }),
        ...(requestParameters !== undefined && { requestParameters: checkedParameters(requestParameters) }),
        ...(requestModels !== undefined && { requestModels }),
        ...(requestValidatorId !== undefined && requestValidatorId !== '' && { requestValidatorId }),
      }
      checkNamed(api, method)
      const next = withMethod(api, resourceId, httpMethod, method)
      if (api.resources[resourceId]?.methods[httpMethod]) throw conflict('Method already exists for this resource')
      return { next, result: methodAnswer(method) }
    })
  }
}

/** @throws ApiError BadRequestException */
export function checkAuthorization(type: string): void {
  if (type === 'CUSTOM' || type === 'COGNITO_USER_POOLS') throw notServed(`An authorizer (${type})`)
  if (type !== 'NONE' && type !== 'AWS_IAM') {
    throw badRequest('Invalid authorization type specified. Valid values: [AWS_IAM, COGNITO_USER_POOLS, NONE, CUSTOM]')
  }
}

function checkKeyRequired(isRequired: boolean): void {
  if (isRequired) throw notServed('A method that wants an API key')
}

const methodRules: readonly PatchRule<MethodRecord>[] = [
  textRule('authorizationType'),
  textRule('operationName', ['add', 'replace', 'remove']),
  entryRule('requestParameters', readBoolean),
  entryRule('requestModels'),
  {
    path: '/apiKeyRequired',
    ops: ['replace'],
    change(method, { value }) {
      checkKeyRequired(readBoolean(value))
      return method
    },
  },
  {
    path: '/requestValidatorId',
    ops: ['replace', 'remove'],
    change({ requestValidatorId: _, ...method }, { op, value }) {
      return op === 'remove' || value === '' ? method : { ...method, requestValidatorId: value }
    },
  },
]

export function updateMethod({ catalog }: ApiGatewayDependencies): Operation<OfMethod & Patching, object> {
  return ({ restApiId, resourceId, httpMethod, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const method = patched(requireMethod(api, resourceId, httpMethod), patchOperations, methodRules)
      checkAuthorization(method.authorizationType)
      checkedParameters(method.requestParameters ?? {})
      checkNamed(api, method)
      return { next: withMethod(api, resourceId, httpMethod, method), result: methodAnswer(method) }
    })
}

function checkedParameters(parameters: Record<string, boolean>): Record<string, boolean> {
  for (const name of Object.keys(parameters)) {
    if (!/^method\.request\.(header|querystring|path)\.[\w.$-]+$/.test(name)) {
      throw badRequest(`Invalid mapping expression parameter specified: ${name}`)
    }
  }
  return parameters
}

export function getMethod({ catalog }: ApiGatewayDependencies): Operation<OfMethod, object> {
  return ({ restApiId, resourceId, httpMethod }, context) =>
    methodAnswer(requireMethod(requireApi(catalog, context, restApiId), resourceId, httpMethod))
}

export function deleteMethod({ catalog }: ApiGatewayDependencies): Operation<OfMethod, object> {
  return ({ restApiId, resourceId, httpMethod }, context) =>
    changeApi(catalog, context, restApiId, api => {
      requireMethod(api, resourceId, httpMethod)
      return { next: withMethod(api, resourceId, httpMethod, undefined), result: {} }
    })
}

interface OfMethodResponse extends OfMethod {
  statusCode: string
}

export function putMethodResponse({
  catalog,
}: ApiGatewayDependencies): Operation<OfMethodResponse & Omit<MethodResponseRecord, 'statusCode'>, object> {
  return ({ restApiId, resourceId, httpMethod, statusCode, responseParameters, responseModels }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      if (method.responses[statusCode]) throw conflict('Response already exists for this resource')
      checkModels(api, responseModels)
      const response: MethodResponseRecord = {
        statusCode,
        ...(responseParameters !== undefined && { responseParameters }),
        ...(responseModels !== undefined && { responseModels }),
      }
      const changed = { ...method, responses: { ...method.responses, [statusCode]: response } }
      return { next: withMethod(api, resourceId, httpMethod, changed), result: response }
    })
}

export function getMethodResponse({ catalog }: ApiGatewayDependencies): Operation<OfMethodResponse, object> {
  return ({ restApiId, resourceId, httpMethod, statusCode }, context) =>
    requireResponse(requireMethod(requireApi(catalog, context, restApiId), resourceId, httpMethod).responses, statusCode)
}

const responseRules: readonly PatchRule<MethodResponseRecord>[] = [
  entryRule('responseParameters', readBoolean),
  entryRule('responseModels'),
]

export function updateMethodResponse({ catalog }: ApiGatewayDependencies): Operation<OfMethodResponse & Patching, object> {
  return ({ restApiId, resourceId, httpMethod, statusCode, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      const response = patched(requireResponse(method.responses, statusCode), patchOperations, responseRules)
      checkModels(api, response.responseModels)
      const changed = { ...method, responses: { ...method.responses, [statusCode]: response } }
      return { next: withMethod(api, resourceId, httpMethod, changed), result: response }
    })
}

export function deleteMethodResponse({ catalog }: ApiGatewayDependencies): Operation<OfMethodResponse, object> {
  return ({ restApiId, resourceId, httpMethod, statusCode }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      requireResponse(method.responses, statusCode)
      const { [statusCode]: _, ...responses } = method.responses
      return { next: withMethod(api, resourceId, httpMethod, { ...method, responses }), result: {} }
    })
}
