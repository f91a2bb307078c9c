import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, notFound } from '../errors.ts'
import { checkGatewayMapping } from '../mapping/gateway-parameters.ts'
import { type ApiRecord, changeApi, requireApi } from '../records/api-record.ts'
import {
  type GatewayResponseRecord,
  type GatewayResponseType,
  gatewayResponseOf,
  gatewayResponseTypes,
  isGatewayResponseType,
  usualTemplates,
} from '../records/gateway-response-record.ts'
import { entryRule, type Patching, type PatchRule, patched, textRule } from '../records/patch.ts'
import { type Listed, type OfApi, pageOf } from './rest-apis.ts'

interface OfResponse extends OfApi {
  responseType: GatewayResponseType
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html */
export function putGatewayResponse({
  catalog,
}: ApiGatewayDependencies): Operation<OfResponse & Partial<Omit<GatewayResponseRecord, 'responseType'>>, object> {
  return ({ restApiId, responseType, statusCode, responseParameters = {}, responseTemplates = usualTemplates }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const response = { responseType, ...(statusCode !== undefined && { statusCode }), responseParameters, responseTemplates }
      const next = withGatewayResponse(api, response)
      return { next, result: gatewayResponseOf(next, responseType) }
    })
}

/** The API that answers so. @throws ApiError BadRequestException */
export function withGatewayResponse(api: ApiRecord, response: GatewayResponseRecord): ApiRecord {
  const { statusCode, responseParameters, responseTemplates } = response
  checkType(response.responseType)
  if (statusCode !== undefined && !/^[1-5]\d\d$/.test(statusCode)) throw badRequest(`Invalid status code specified: ${statusCode}`)
  for (const [to, from] of Object.entries(responseParameters)) checkGatewayMapping(to, from)
  const strange = Object.keys(responseTemplates).find(type => !/^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/.test(type))
  if (strange !== undefined) throw badRequest(`Invalid content type specified: ${strange}`)
  return { ...api, gatewayResponses: { ...api.gatewayResponses, [response.responseType]: response } }
}

/** @throws ApiError BadRequestException */
function checkType(name: string): void {
  if (!isGatewayResponseType(name)) throw badRequest(`Invalid response type specified: ${name}`)
}

export function getGatewayResponse({ catalog }: ApiGatewayDependencies): Operation<OfResponse, object> {
  return ({ restApiId, responseType }, context) => {
    checkType(responseType)
    return gatewayResponseOf(requireApi(catalog, context, restApiId), responseType)
  }
}

/** Those that nobody said anything of too. */
export function getGatewayResponses({ catalog }: ApiGatewayDependencies): Operation<OfApi & Listed, object> {
  return (input, context) => {
    const api = requireApi(catalog, context, input.restApiId)
    return pageOf(
      gatewayResponseTypes,
      type => type,
      input,
      type => gatewayResponseOf(api, type),
    )
  }
}

const rules: readonly PatchRule<GatewayResponseRecord>[] = [
  textRule('statusCode', ['add', 'replace', 'remove']),
  entryRule('responseParameters'),
  entryRule('responseTemplates'),
]

export function updateGatewayResponse({ catalog }: ApiGatewayDependencies): Operation<OfResponse & Patching, object> {
  return ({ restApiId, responseType, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      checkType(responseType)
      const now = api.gatewayResponses?.[responseType] ?? { responseType, responseParameters: {}, responseTemplates: usualTemplates }
      // The last parameter or template that is taken away takes the member with it.
      const {
        responseParameters = {},
        responseTemplates = {},
        ...rest
      }: Partial<GatewayResponseRecord> = patched(now, patchOperations, rules)
      const next = withGatewayResponse(api, { ...rest, responseType, responseParameters, responseTemplates })
      return { next, result: gatewayResponseOf(next, responseType) }
    })
}

/** The answers are again what they were before anything was said of them. */
export function deleteGatewayResponse({ catalog }: ApiGatewayDependencies): Operation<OfResponse, object> {
  return ({ restApiId, responseType }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const { [responseType]: present, ...gatewayResponses } = api.gatewayResponses ?? {}
      if (present === undefined) throw notFound('Gateway response type not defined on api')
      return { next: { ...api, gatewayResponses }, result: {} }
    })
}
