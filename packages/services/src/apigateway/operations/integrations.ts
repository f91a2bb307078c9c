import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, conflict, notFound, notServed } from '../errors.ts'
import { checkRequestMapping, checkResponseMapping } from '../mapping/parameters.ts'
import { compileMapping, MappingSyntaxError } from '../mapping/template.ts'
import {
  changeApi,
  type IntegrationRecord,
  type IntegrationResponseRecord,
  type IntegrationType,
  integrationAnswer,
  type MethodRecord,
  requireApi,
  requireMethod,
  requireResponse,
  withMethod,
} from '../records/api-record.ts'
import { compileSelection } from '../serving/select-response.ts'
import { readTarget } from '../serving/target.ts'
import type { OfMethod } from './methods.ts'

interface PutIntegrationInput extends OfMethod {
  type: IntegrationType
  integrationHttpMethod?: string
  uri?: string
  connectionType?: string
  credentials?: string
  requestParameters?: Record<string, string>
  requestTemplates?: Record<string, string>
  passthroughBehavior?: string
  cacheNamespace?: string
  cacheKeyParameters?: string[]
  contentHandling?: string
  timeoutInMillis?: number
  responseTransferMode?: string
}

/** AWS's default, and the longest. */
const longestMs = 29_000

export function putIntegration({ catalog }: ApiGatewayDependencies): Operation<PutIntegrationInput, object> {
  return (input, context) => {
    const integration = checkedIntegration(input)
    const { restApiId, resourceId, httpMethod } = input
    return changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      const next = withMethod(api, resourceId, httpMethod, { ...method, integration })
      return { next, result: integrationAnswer(integration) }
    })
  }
}

/** @throws ApiError BadRequestException */
function checkedIntegration(input: PutIntegrationInput): IntegrationRecord {
  const { type, uri, integrationHttpMethod, credentials, requestParameters, requestTemplates, contentHandling } = input
  const { passthroughBehavior = 'WHEN_NO_MATCH', timeoutInMillis = longestMs, resourceId } = input
  if (input.connectionType === 'VPC_LINK') throw notServed('A VPC link')
  if (input.responseTransferMode === 'STREAM') throw notServed('A streamed answer')
  if (type !== 'MOCK') {
    if (integrationHttpMethod === undefined && type !== 'HTTP_PROXY') throw badRequest('Enumeration value for HttpMethod must be non-empty')
    const problem = readTarget(type, uri ?? '', credentials).problem
    if (problem !== undefined) throw badRequest(problem)
  }
  if (!['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'].includes(passthroughBehavior)) {
    throw badRequest('Invalid Passthrough Behavior specified. Valid options are WHEN_NO_MATCH, WHEN_NO_TEMPLATES, or NEVER')
  }
  if (timeoutInMillis < 50 || timeoutInMillis > longestMs) throw badRequest('Timeout should be between 50 ms and 29000 ms')
  checkTemplates(requestTemplates)
  for (const [to, from] of Object.entries(requestParameters ?? {})) checkRequestMapping(to, from)
  return {
    ...{ type, passthroughBehavior, timeoutInMillis, responses: {} },
    ...{ cacheNamespace: input.cacheNamespace ?? resourceId, cacheKeyParameters: input.cacheKeyParameters ?? [] },
    ...(integrationHttpMethod !== undefined && { httpMethod: integrationHttpMethod }),
    ...(uri !== undefined && { uri }),
    ...(credentials !== undefined && { credentials }),
    ...(requestParameters !== undefined && { requestParameters }),
    ...(requestTemplates !== undefined && { requestTemplates }),
    ...(contentHandling !== undefined && { contentHandling }),
  }
}

function checkTemplates(templates: Record<string, string> | undefined): void {
  for (const template of Object.values(templates ?? {})) {
    try {
      compileMapping(template)
    } catch (error) {
      if (error instanceof MappingSyntaxError) throw badRequest(error.message)
      throw error
    }
  }
}

/** @throws ApiError NotFoundException */
function requireIntegration({ integration }: MethodRecord): IntegrationRecord {
  if (!integration) throw notFound('Invalid Integration identifier specified')
  return integration
}

export function getIntegration({ catalog }: ApiGatewayDependencies): Operation<OfMethod, object> {
  return ({ restApiId, resourceId, httpMethod }, context) =>
    integrationAnswer(requireIntegration(requireMethod(requireApi(catalog, context, restApiId), resourceId, httpMethod)))
}

export function deleteIntegration({ catalog }: ApiGatewayDependencies): Operation<OfMethod, object> {
  return ({ restApiId, resourceId, httpMethod }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const { integration: gone, ...method } = requireMethod(api, resourceId, httpMethod)
      requireIntegration({ ...method, ...(gone && { integration: gone }) })
      return { next: withMethod(api, resourceId, httpMethod, method), result: {} }
    })
}

interface OfIntegrationResponse extends OfMethod {
  statusCode: string
}

export function putIntegrationResponse({
  catalog,
}: ApiGatewayDependencies): Operation<OfIntegrationResponse & IntegrationResponseRecord, object> {
  return (input, context) => {
    const { restApiId, resourceId, httpMethod, statusCode } = input
    const response = checkedResponse(input)
    return changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      const integration = requireIntegration(method)
      if (integration.responses[statusCode]) throw conflict('Response already exists for this resource')
      const changed = { ...integration, responses: { ...integration.responses, [statusCode]: response } }
      return { next: withMethod(api, resourceId, httpMethod, { ...method, integration: changed }), result: response }
    })
  }
}

function checkedResponse(input: IntegrationResponseRecord): IntegrationResponseRecord {
  const { statusCode, selectionPattern, responseParameters, responseTemplates, contentHandling } = input
  checkTemplates(responseTemplates)
  for (const [to, from] of Object.entries(responseParameters ?? {})) checkResponseMapping(to, from)
  if (selectionPattern !== undefined && !compileSelection(selectionPattern)) throw badRequest('Invalid selection pattern specified')
  return {
    statusCode,
    ...(selectionPattern !== undefined && { selectionPattern }),
    ...(responseParameters !== undefined && { responseParameters }),
    ...(responseTemplates !== undefined && { responseTemplates }),
    ...(contentHandling !== undefined && { contentHandling }),
  }
}

export function getIntegrationResponse({ catalog }: ApiGatewayDependencies): Operation<OfIntegrationResponse, object> {
  return ({ restApiId, resourceId, httpMethod, statusCode }, context) =>
    requireResponse(
      requireIntegration(requireMethod(requireApi(catalog, context, restApiId), resourceId, httpMethod)).responses,
      statusCode,
    )
}

export function deleteIntegrationResponse({ catalog }: ApiGatewayDependencies): Operation<OfIntegrationResponse, object> {
  return ({ restApiId, resourceId, httpMethod, statusCode }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      const integration = requireIntegration(method)
      requireResponse(integration.responses, statusCode)
      const { [statusCode]: _, ...responses } = integration.responses
      const changed = { ...method, integration: { ...integration, responses } }
      return { next: withMethod(api, resourceId, httpMethod, changed), result: {} }
    })
}
