import type { Operation, OperationContext } from '@pasos/wire'
import { badRequest, conflict } from '../../apigateway/errors.ts'
import { checkedTags, newId } from '../../apigateway/records/api-record.ts'
import type { HttpApiDependencies } from '../dependencies.ts'
import { type DocumentRoute, type HttpApiDocument, readHttpOpenApi } from '../openapi/read-http-openapi.ts'
import { changeHttpApi, type HttpApiContent, type HttpApiRecord, httpApiKind } from '../records/http-api-record.ts'
import { apiAnswer, checkedSettings, emptyApi } from './apis.ts'
import { builtAuthorizer } from './authorizers.ts'
import { deployed, type OfHttpApi } from './content.ts'
import { builtIntegration } from './integrations.ts'
import { checkedRoute } from './routes.ts'

interface ImportInput {
  Basepath?: string
  Body: string
  FailOnWarnings?: boolean
}

/** An API as an OpenAPI document describes it: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html */
export function importApi(deps: HttpApiDependencies): Operation<ImportInput, object> {
  return async (input, context) => {
    const document = documentOf(input)
    const empty = emptyApi(deps, context, document.name, document.tags)
    const api = { ...empty, ...settingsOf(document), content: contentOf(deps, document, context) }
    await deps.catalog.update(httpApiKind, api.id, () => ({ next: api, result: undefined }))
    return { ...apiAnswer(api, deps.endpoint()), ...warned(document) }
  }
}

/** Takes the place of all that there is of the API but its stages, deployments and tags. */
export function reimportApi(deps: HttpApiDependencies): Operation<OfHttpApi & ImportInput, object> {
  return async (input, context) => {
    const document = documentOf(input)
    const content = contentOf(deps, document, context)
    const answer = await changeHttpApi(deps.catalog, context, input.ApiId, api => {
      const { cors: _, description: __, version: ___, ...kept } = api
      const changed = {
        ...kept,
        name: document.name,
        ...settingsOf(document),
        content,
        tags: checkedTags({ ...api.tags, ...document.tags }),
      }
      const next = deployed(changed, newId(deps.ids, 6), deps.clock.now())
      return { next, result: apiAnswer(next, deps.endpoint()) }
    })
    return { ...answer, ...warned(document) }
  }
}

function documentOf({ Body, Basepath, FailOnWarnings = false }: ImportInput): HttpApiDocument {
  const document = readHttpOpenApi(Body, Basepath)
  if (FailOnWarnings && document.warnings.length > 0) throw badRequest(`Warnings found during import: ${document.warnings.join(' ')}`)
  return document
}

function warned({ warnings }: HttpApiDocument): { Warnings?: string[] } {
  return warnings.length > 0 ? { Warnings: warnings } : {}
}

function settingsOf({ version, description, cors, disableExecuteApiEndpoint }: HttpApiDocument): Partial<HttpApiRecord> {
  return checkedSettings({
    ...(version !== undefined && { Version: version }),
    ...(description !== undefined && { Description: description }),
    ...(cors && { CorsConfiguration: cors }),
    ...(disableExecuteApiEndpoint !== undefined && { DisableExecuteApiEndpoint: disableExecuteApiEndpoint }),
  })
}

/** What is in a document whose roles the caller may pass. @throws ApiError BadRequestException, ConflictException, AccessDeniedException */
function contentOf({ ids, checkPassing }: HttpApiDependencies, document: HttpApiDocument, context: OperationContext): HttpApiContent {
  const content: Required<HttpApiContent> = { integrations: {}, routes: {}, authorizers: {} }
  const authorizerIds = new Map<string, string>()
  for (const [name, input] of Object.entries(document.authorizers)) {
    const authorizer = builtAuthorizer(newId(ids, 6), input)
    authorizerIds.set(name, authorizer.id)
    content.authorizers[authorizer.id] = authorizer
  }
  const keys = new Set<string>()
  for (const route of document.routes) {
    if (keys.has(route.routeKey)) throw conflict(`Route with key ${route.routeKey} already exists for this API`)
    keys.add(route.routeKey)
    const integration = route.integration && builtIntegration(newId(ids, 7), route.integration)
    if (integration) content.integrations[integration.id] = integration
    // Held against no other route, which the keys above are for: each against all would take as long as a large document wants it.
    const alone = { ...content, routes: {} }
    const made = checkedRoute(alone, newId(ids, 7), routeInput(route, integration?.id, authorizerIds, content))
    content.routes[made.id] = made
  }
  const parts = [...Object.values(content.integrations), ...Object.values(content.authorizers)]
  checkPassing(
    context,
    parts.map(part => ('credentialsArn' in part ? part.credentialsArn : undefined)),
  )
  return content
}

function routeInput(
  { routeKey, operationName, security }: DocumentRoute,
  integrationId: string | undefined,
  authorizerIds: ReadonlyMap<string, string>,
  { authorizers = {} }: HttpApiContent,
): Parameters<typeof checkedRoute>[2] {
  const authorizerId = security?.kind === 'authorizer' ? authorizerIds.get(security.name) : undefined
  const isJwt = authorizerId !== undefined && authorizers[authorizerId]?.type === 'JWT'
  return {
    RouteKey: routeKey,
    ...(operationName !== undefined && { OperationName: operationName }),
    ...(integrationId !== undefined && { Target: `integrations/${integrationId}` }),
    ...(security?.kind === 'iam' && { AuthorizationType: 'AWS_IAM' }),
    ...(authorizerId !== undefined && { AuthorizerId: authorizerId, AuthorizationType: isJwt ? 'JWT' : 'CUSTOM' }),
    ...(security?.kind === 'authorizer' && { AuthorizationScopes: security.scopes }),
  }
}
