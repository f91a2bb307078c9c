import type { Json } from '@pasos/asl'
import type { DeploymentRecord, MethodRecord } from '../records/api-record.ts'
import { fitsSchema } from '../schema/fits-schema.ts'
import { isOfJson, schemasOf } from '../schema/schemas-of-models.ts'
import { type ApiAnswer, type ApiRequest, contentTypeOf, headersByName } from './api-request.ts'
import { badBody, gatewayError } from './gateway-answer.ts'
import type { Route } from './routes.ts'

/**
 * Refuses a request that the method's validator does not let through, before the integration is asked:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function validateRequest(deployment: DeploymentRecord, route: Route, request: ApiRequest): ApiAnswer | undefined {
  const { method } = route
  const validator = method.requestValidatorId === undefined ? undefined : deployment.validators?.[method.requestValidatorId]
  if (validator?.validateRequestParameters) {
    const missing = missingParameters(route, request)
    if (missing.length > 0) return refused(`Missing required request parameters: [${missing.join(', ')}]`)
  }
  if (validator?.validateRequestBody && !isBodyFitting(deployment, method, request)) return badBody('Invalid request body')
  return undefined
}

function refused(message: string): ApiAnswer {
  return gatewayError(400, { type: 'BAD_REQUEST_PARAMETERS', message, errorType: 'BadRequestException' })
}

/** The names of those that must be there and are not, or are blank. */
function missingParameters({ method, pathParameters }: Route, request: ApiRequest): string[] {
  const query = new URLSearchParams(request.query)
  const headers = headersByName(request)
  return Object.entries(method.requestParameters ?? {}).flatMap(([parameter, isRequired]) => {
    if (!isRequired) return []
    const [, , place, ...parts] = parameter.split('.')
    const name = parts.join('.')
    const value = place === 'header' ? headers[name.toLowerCase()] : place === 'path' ? pathParameters[name] : query.get(name)
    return value === undefined || value === null || value.trim() === '' ? [name] : []
  })
}

/** By the model for the request's type, else by that for any type; without one anything fits. */
function isBodyFitting({ models = {} }: DeploymentRecord, { requestModels = {} }: MethodRecord, request: ApiRequest): boolean {
  const type = contentTypeOf(request).toLowerCase()
  const [, name] = Object.entries(requestModels).find(([known]) => known.toLowerCase() === type) ?? [undefined, requestModels['$default']]
  const model = name !== undefined && Object.hasOwn(models, name) ? models[name] : undefined
  if (model?.schema === undefined || !isOfJson(model)) return true
  const schemaOf = schemasOf(models)
  const schema = schemaOf(model.name) ?? {}
  const body = parsed(Buffer.from(request.body).toString('utf8'))
  return body !== undefined && fitsSchema(body, { schema, root: schema }, schemaOf)
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
