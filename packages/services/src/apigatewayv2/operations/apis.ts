import type { Operation, OperationContext } from '@pasos/wire'
import { badRequest, notServed } from '../../apigateway/errors.ts'
import { checkedTags, newId } from '../../apigateway/records/api-record.ts'
import type { CorsSettings } from '../../http-payload/cors-headers.ts'
import type { HttpApiDependencies } from '../dependencies.ts'
import { changeHttpApi, type HttpApiRecord, httpApiKind, httpApis, requireHttpApi } from '../records/http-api-record.ts'
import { itemsOf, type Listed, type OfHttpApi, present } from './content.ts'
import { builtIntegration } from './integrations.ts'
import { checkedRouteKey } from './routes.ts'

interface ApiInput {
  Name?: string
  ProtocolType?: string
  CorsConfiguration?: CorsSettings
  CredentialsArn?: string
  Description?: string
  DisableExecuteApiEndpoint?: boolean
  IpAddressType?: string
  RouteKey?: string
  RouteSelectionExpression?: string
  Tags?: Record<string, string>
  Target?: string
  Version?: string
}

/** With `Target` the whole of it is made: an integration, a route and a stage that deploys by itself. */
export function createApi(deps: HttpApiDependencies): Operation<ApiInput, object> {
  const { catalog, ids, endpoint } = deps
  return async (input, context) => {
    const { Name: name = '', Tags: tags = {}, Target: target } = input
    if (input.ProtocolType !== 'HTTP') throw notServed('A WebSocket API')
    const api: HttpApiRecord = { ...emptyApi(deps, context, name, tags), ...checkedSettings(input) }
    const whole =
      target === undefined
        ? api
        : quick(api, target, input, { integration: newId(ids, 7), route: newId(ids, 7), deployment: newId(ids, 6) })
    await catalog.update(httpApiKind, api.id, () => ({ next: whole, result: undefined }))
    return apiAnswer(whole, endpoint())
  }
}

/** An API with nothing in it yet. @throws ApiError BadRequestException */
export function emptyApi(
  { clock, ids }: Pick<HttpApiDependencies, 'clock' | 'ids'>,
  { accountId, region }: Pick<OperationContext, 'accountId' | 'region'>,
  name: string,
  tags: Record<string, string>,
): HttpApiRecord {
  return {
    ...{ id: newId(ids, 10), accountId, region, name, created: clock.now(), tags: checkedTags(tags) },
    ...{ content: { integrations: {}, routes: {} }, stages: {} },
  }
}

function quick(
  api: HttpApiRecord,
  target: string,
  { CredentialsArn, RouteKey = '$default' }: ApiInput,
  ids: { integration: string; route: string; deployment: string },
): HttpApiRecord {
  const isFunction = target.startsWith('arn:')
  const integration = builtIntegration(ids.integration, {
    IntegrationUri: target,
    ...(isFunction
      ? { IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' }
      : { IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY' }),
    ...(CredentialsArn !== undefined && { CredentialsArn }),
  })
  const route = {
    ...{ id: ids.route, routeKey: checkedRouteKey(RouteKey), authorizationType: 'NONE' as const, target: `integrations/${integration.id}` },
  }
  const { created } = api
  const stage = {
    ...{ name: '$default', autoDeploy: true, deployment: { id: ids.deployment, created }, tags: {}, created, updated: created },
  }
  return {
    ...api,
    content: { integrations: { [integration.id]: integration }, routes: { [route.id]: route } },
    stages: { [stage.name]: stage },
  }
}

/** @throws ApiError BadRequestException */
export function checkedSettings(input: ApiInput): Partial<HttpApiRecord> {
  const { IpAddressType: addresses = 'ipv4', RouteSelectionExpression: selection, CorsConfiguration: cors } = input
  if (addresses !== 'ipv4') throw notServed(`The ipAddressType ${addresses}`)
  if (selection !== undefined && selection.replaceAll(/[{}]/g, '') !== routeSelection) {
    throw badRequest(`HTTP protocol APIs only support the route selection expression ${routeSelection}`)
  }
  if (cors?.AllowCredentials && [cors.AllowOrigins, cors.AllowMethods, cors.AllowHeaders].some(list => list?.includes('*'))) {
    throw badRequest('Allowing credentials is not supported along with wildcard origins, methods or headers')
  }
  return present({
    description: input.Description,
    version: input.Version,
    cors,
    disableExecuteApiEndpoint: input.DisableExecuteApiEndpoint,
  })
}

/** The only one that HTTP APIs have. */
const routeSelection = '$request.method $request.path'

export function updateApi({ catalog, endpoint }: HttpApiDependencies): Operation<OfHttpApi & ApiInput, object> {
  return (input, context) => {
    if (input.Target !== undefined || input.RouteKey !== undefined) throw notServed('To change what an API was made with by its target')
    const settings = { ...checkedSettings(input), ...(input.Name !== undefined && { name: input.Name }) }
    return changeHttpApi(catalog, context, input.ApiId, api => {
      const next = { ...api, ...settings }
      return { next, result: apiAnswer(next, endpoint()) }
    })
  }
}

export function getApi({ catalog, endpoint }: HttpApiDependencies): Operation<OfHttpApi, object> {
  return ({ ApiId }, context) => apiAnswer(requireHttpApi(catalog, context, ApiId), endpoint())
}

export function getApis({ catalog, endpoint }: HttpApiDependencies): Operation<Listed, object> {
  return (input, context) =>
    itemsOf(
      httpApis.list(catalog, context),
      ({ id }) => id,
      input,
      api => apiAnswer(api, endpoint()),
    )
}

export function deleteApi({ catalog }: HttpApiDependencies): Operation<OfHttpApi, object> {
  return async ({ ApiId }, context) => {
    await httpApis.remove(catalog, context, ApiId)
    return {}
  }
}

export function deleteCorsConfiguration({ catalog }: HttpApiDependencies): Operation<OfHttpApi, object> {
  return ({ ApiId }, context) => changeHttpApi(catalog, context, ApiId, ({ cors: _, ...next }) => ({ next, result: {} }))
}

export function apiAnswer(api: HttpApiRecord, endpoint: string): object {
  return {
    ...{ ApiId: api.id, Name: api.name, ProtocolType: 'HTTP', CreatedDate: new Date(api.created), IpAddressType: 'ipv4' },
    // The address that this server answers at, so that what reads it can call it.
    ApiEndpoint: `${endpoint}/_execute-api/${api.id}`,
    ApiKeySelectionExpression: '$request.header.x-api-key',
    RouteSelectionExpression: routeSelection,
    DisableExecuteApiEndpoint: api.disableExecuteApiEndpoint ?? false,
    Tags: api.tags,
    ...present({ Description: api.description, Version: api.version, CorsConfiguration: api.cors }),
  }
}
