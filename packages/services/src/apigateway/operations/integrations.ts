import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, notFound, notServed } from '../errors.ts'
import { checkRequestMapping, checkResponseMapping } from '../mapping/parameters.ts'
import { MappingSyntaxError } from '../mapping/syntax.ts'
import { compileMapping } from '../mapping/template.ts'
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
import { entryRule, listedRule, type Patching, type PatchRule, patched, textRule } from '../records/patch.ts'
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
    const { connectionType, responseTransferMode, integrationHttpMethod } = input
    checkConnection(connectionType)
    if (responseTransferMode === 'STREAM') throw notServed('A streamed answer')
    const integration = checkedIntegration({ ...input, httpMethod: integrationHttpMethod })
    const { restApiId, resourceId, httpMethod } = input
    return changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      const next = withMethod(api, resourceId, httpMethod, { ...method, integration })
      return { next, result: integrationAnswer(integration) }
    })
  }
}

function checkConnection(type: string | undefined): void {
  if (type === 'VPC_LINK') throw notServed('A VPC link')
}

type Asked = Omit<PutIntegrationInput, 'httpMethod' | 'integrationHttpMethod'> & { httpMethod: string | undefined }

/** What was asked for, as it is kept, without answers. @throws ApiError BadRequestException */
export function checkedIntegration(input: Asked): IntegrationRecord {
  const { type, uri, httpMethod, credentials, requestParameters, requestTemplates, contentHandling } = input
  const { passthroughBehavior = 'WHEN_NO_MATCH', timeoutInMillis = longestMs, resourceId } = input
  if (type !== 'MOCK') {
    if (httpMethod === undefined && type !== 'HTTP_PROXY') throw badRequest('Enumeration value for HttpMethod must be non-empty')
    const problem = readTarget(type, uri ?? '', credentials).problem
    if (problem !== undefined) throw badRequest(problem)
  }
  if (!['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'].includes(passthroughBehavior)) {
    throw badRequest('Invalid Passthrough Behavior specified. Valid options are WHEN_NO_MATCH, WHEN_NO_TEMPLATES, or NEVER')
  }
  if (!(timeoutInMillis >= 50 && timeoutInMillis <= longestMs)) throw badRequest('Timeout should be between 50 ms and 29000 ms')
  checkTemplates(requestTemplates)
  for (const [to, from] of Object.entries(requestParameters ?? {})) checkRequestMapping(to, from)
  return {
    ...{ type, passthroughBehavior, timeoutInMillis, responses: {} },
    ...{ cacheNamespace: input.cacheNamespace ?? resourceId, cacheKeyParameters: input.cacheKeyParameters ?? [] },
    ...(httpMethod !== undefined && { httpMethod }),
    ...(uri !== undefined && { uri }),
    ...(credentials !== undefined && { credentials }),
    ...(requestParameters !== undefined && { requestParameters }),
    ...(requestTemplates !== undefined && { requestTemplates }),
    ...(contentHandling !== undefined && { contentHandling }),
  }
}

/** @throws ApiError BadRequestException */
export function checkTemplates(templates: Record<string, string> | undefined): void {
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

const rules: readonly PatchRule<IntegrationRecord>[] = [
  textRule('httpMethod'),
  textRule('uri'),
  textRule('credentials', ['add', 'replace', 'remove']),
  textRule('passthroughBehavior'),
  textRule('contentHandling', ['add', 'replace', 'remove']),
  textRule('cacheNamespace', ['replace']),
  listedRule('cacheKeyParameters'),
  entryRule('requestParameters'),
  entryRule('requestTemplates'),
  { path: '/timeoutInMillis', ops: ['replace'], change: (integration, { value }) => ({ ...integration, timeoutInMillis: Number(value) }) },
  {
    path: '/connectionType',
    ops: ['replace'],
    change(integration, { value }) {
      checkConnection(value)
      return integration
    },
  },
]

export function updateIntegration({ catalog }: ApiGatewayDependencies): Operation<OfMethod & Patching, object> {
  return ({ restApiId, resourceId, httpMethod, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      const next = patched(requireIntegration(method), patchOperations, rules)
      const checked = checkedIntegration({ restApiId, resourceId, ...next, httpMethod: next.httpMethod })
      const integration = { ...checked, responses: next.responses }
      return {
        next: withMethod(api, resourceId, httpMethod, { ...method, integration }),
        result: integrationAnswer(integration),
      }
    })
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

const responseRules: readonly PatchRule<IntegrationResponseRecord>[] = [
  textRule('selectionPattern', ['add', 'replace', 'remove']),
  textRule('contentHandling', ['add', 'replace', 'remove']),
  entryRule('responseParameters'),
  entryRule('responseTemplates'),
]

export function updateIntegrationResponse({ catalog }: ApiGatewayDependencies): Operation<OfIntegrationResponse & Patching, object> {
  return ({ restApiId, resourceId, httpMethod, statusCode, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const method = requireMethod(api, resourceId, httpMethod)
      const integration = requireIntegration(method)
      const response = checkedResponse(patched(requireResponse(integration.responses, statusCode), patchOperations, responseRules))
      const changed = { ...integration, responses: { ...integration.responses, [statusCode]: response } }
      return { next: withMethod(api, resourceId, httpMethod, { ...method, integration: changed }), result: response }
    })
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
