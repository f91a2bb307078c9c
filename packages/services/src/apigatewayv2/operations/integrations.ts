import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { badRequest, conflict, notServed } from '../../apigateway/errors.ts'
import { newId } from '../../apigateway/records/api-record.ts'
import { actionSubtypes } from '../records/action-subtypes.ts'
import { functionArnOf } from '../records/function-arn.ts'
import { type HttpIntegrationRecord, requireEntry, requireHttpApi, without } from '../records/http-api-record.ts'
import { checkRequestMapping, checkResponseMapping, checkSource } from '../serving/parameter-mapping.ts'
import { changeContent, entriesAfter, itemsOf, type Listed, type OfHttpApi, present } from './content.ts'

interface OfIntegration extends OfHttpApi {
  IntegrationId: string
}

interface IntegrationInput {
  ConnectionType?: string
  CredentialsArn?: string
  Description?: string
  IntegrationMethod?: string
  IntegrationSubtype?: string
  IntegrationType?: string
  IntegrationUri?: string
  PayloadFormatVersion?: string
  RequestParameters?: Record<string, string>
  ResponseParameters?: Record<string, Record<string, string>>
  TimeoutInMillis?: number
  TlsConfig?: object
}

/** The record of an integration, checked. @throws ApiError BadRequestException */
export function builtIntegration(id: string, input: IntegrationInput): HttpIntegrationRecord {
  const { IntegrationType: type, IntegrationSubtype: subtype, IntegrationUri: uri, IntegrationMethod: method } = input
  if (type !== 'AWS_PROXY' && type !== 'HTTP_PROXY')
    throw badRequest(`HTTP APIs have integrations of the types AWS_PROXY and HTTP_PROXY, not ${type}`)
  if (input.ConnectionType === 'VPC_LINK') throw notServed('An integration over a VPC link')
  if (input.TlsConfig !== undefined) throw notServed('A TlsConfig')
  const version = input.PayloadFormatVersion ?? '1.0'
  if (version !== '1.0' && version !== '2.0') throw badRequest(`Unsupported payload format version ${version}`)
  if (subtype !== undefined) checkAction(subtype, input)
  else checkAddress(type, uri, method)
  checkMappings(input, subtype)
  return {
    ...{ id, type, payloadFormatVersion: version, timeoutInMillis: input.TimeoutInMillis ?? 30_000 },
    ...present({
      ...{ subtype, uri, method, credentialsArn: input.CredentialsArn, description: input.Description },
      ...{ requestParameters: input.RequestParameters, responseParameters: input.ResponseParameters },
    }),
  }
}

function checkAction(
  subtype: string,
  { IntegrationType, CredentialsArn, RequestParameters = {}, PayloadFormatVersion }: IntegrationInput,
): void {
  const action = Object.hasOwn(actionSubtypes, subtype) ? actionSubtypes[subtype] : undefined
  if (!action) throw notServed(`The integration subtype ${subtype}`)
  if (IntegrationType !== 'AWS_PROXY') throw badRequest('An integration subtype needs the type AWS_PROXY')
  if (PayloadFormatVersion === '2.0') throw badRequest(`${subtype} has the payload format version 1.0 only`)
  if (CredentialsArn === undefined) throw badRequest(`Credentials ARN is required for ${subtype}`)
  for (const name of Object.keys(RequestParameters)) {
    if (name !== 'Region' && !Object.hasOwn(action.parameters, name)) {
      throw badRequest(`Parameter: ${name} does not fit schema for Operation: ${subtype}.`)
    }
  }
  const missing = action.required.find(name => !Object.hasOwn(RequestParameters, name))
  if (missing !== undefined) throw badRequest(`Parameter: ${missing} is required for Operation: ${subtype}.`)
}

function checkAddress(type: string, uri: string | undefined, method: string | undefined): void {
  if (uri === undefined) throw badRequest('An integration URI is required')
  if (type === 'AWS_PROXY') {
    if (functionArnOf(uri) === undefined) throw badRequest(`Invalid function ARN or invalid uri ${uri}`)
    return
  }
  if (!/^https?:\/\/[^\s]+$/.test(uri)) throw badRequest('Invalid HTTP endpoint specified for URI')
  if (method === undefined) throw badRequest('HttpMethod must be specified for an HTTP_PROXY integration')
}

function checkMappings({ RequestParameters = {}, ResponseParameters = {} }: IntegrationInput, subtype: string | undefined): void {
  for (const [to, from] of Object.entries(RequestParameters)) {
    if (subtype === undefined) checkRequestMapping(to, from)
    else checkSource(from)
  }
  for (const [status, mappings] of Object.entries(ResponseParameters)) {
    if (!/^[2-5]\d\d$/.test(status)) throw badRequest(`Invalid status code ${status} in response parameters`)
    for (const [to, from] of Object.entries(mappings)) checkResponseMapping(to, from)
  }
}

export function createIntegration(deps: ApiGatewayDependencies): Operation<OfHttpApi & IntegrationInput, object> {
  return (input, context) => {
    const integration = builtIntegration(newId(deps.ids, 7), input)
    return changeContent(deps, context, input.ApiId, content => ({
      next: { ...content, integrations: { ...content.integrations, [integration.id]: integration } },
      result: integrationAnswer(integration),
    }))
  }
}

/** What is not named stays as it is; a parameter with an empty value is taken away, and a status without mappings. */
export function updateIntegration(deps: ApiGatewayDependencies): Operation<OfIntegration & IntegrationInput, object> {
  return ({ ApiId, IntegrationId, ...input }, context) =>
    changeContent(deps, context, ApiId, content => {
      const before = inputOf(requireEntry(content.integrations, 'Integration', IntegrationId))
      const RequestParameters = input.RequestParameters && entriesAfter(before.RequestParameters, input.RequestParameters)
      const ResponseParameters = input.ResponseParameters && { ...before.ResponseParameters, ...input.ResponseParameters }
      const next = builtIntegration(IntegrationId, {
        ...before,
        ...present(input),
        ...present({ RequestParameters, ResponseParameters: ResponseParameters && withoutEmpty(ResponseParameters) }),
      })
      return {
        next: { ...content, integrations: { ...content.integrations, [IntegrationId]: next } },
        result: integrationAnswer(next),
      }
    })
}

function withoutEmpty(parameters: Record<string, Record<string, string>>): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).filter(([, mappings]) => Object.keys(mappings).length > 0))
}

export function getIntegration({ catalog }: ApiGatewayDependencies): Operation<OfIntegration, object> {
  return ({ ApiId, IntegrationId }, context) =>
    integrationAnswer(requireEntry(requireHttpApi(catalog, context, ApiId).content.integrations, 'Integration', IntegrationId))
}

export function getIntegrations({ catalog }: ApiGatewayDependencies): Operation<OfHttpApi & Listed, object> {
  return (input, context) => {
    const { integrations } = requireHttpApi(catalog, context, input.ApiId).content
    return itemsOf(Object.values(integrations), ({ id }) => id, input, integrationAnswer)
  }
}

export function deleteIntegration(deps: ApiGatewayDependencies): Operation<OfIntegration, object> {
  return ({ ApiId, IntegrationId }, context) =>
    changeContent(deps, context, ApiId, content => {
      requireEntry(content.integrations, 'Integration', IntegrationId)
      const user = Object.values(content.routes).find(({ target }) => target === `integrations/${IntegrationId}`)
      if (user) throw conflict(`Cannot delete Integration '${IntegrationId}' due to: Route with key '${user.routeKey}' uses it.`)
      return { next: { ...content, integrations: without(content.integrations, IntegrationId) }, result: {} }
    })
}

function inputOf(integration: HttpIntegrationRecord): IntegrationInput {
  return {
    ...{
      IntegrationType: integration.type,
      PayloadFormatVersion: integration.payloadFormatVersion,
      TimeoutInMillis: integration.timeoutInMillis,
    },
    ...present({
      ...{ IntegrationSubtype: integration.subtype, IntegrationUri: integration.uri, IntegrationMethod: integration.method },
      ...{ CredentialsArn: integration.credentialsArn, Description: integration.description },
      ...{ RequestParameters: integration.requestParameters, ResponseParameters: integration.responseParameters },
    }),
  }
}

function integrationAnswer(integration: HttpIntegrationRecord): object {
  const isFunction = integration.type === 'AWS_PROXY' && integration.subtype === undefined
  return {
    ...{ IntegrationId: integration.id, ConnectionType: 'INTERNET' },
    ...(isFunction && { IntegrationMethod: 'POST' }),
    ...inputOf(integration),
  }
}
