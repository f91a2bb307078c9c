import type { Ids } from '@pasos/engine'
import type { Operation, OperationContext } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest } from '../errors.ts'
import { checkResponseMapping } from '../mapping/parameters.ts'
import { type ApiDocument, type DocumentMethod, readOpenApi } from '../openapi/read-openapi.ts'
import {
  type ApiRecord,
  apiKind,
  changeApi,
  type IntegrationRecord,
  type IntegrationResponseRecord,
  type MethodRecord,
  newId,
  withMethod,
} from '../records/api-record.ts'
import { checkedIntegration, checkTemplates } from './integrations.ts'
import { checkAuthorization } from './methods.ts'
import { mostResources, placed } from './resources.ts'
import { apiAnswer, checkedTypes, checkPolicy, type OfApi } from './rest-apis.ts'

interface ImportInput {
  body: Uint8Array
  failOnWarnings?: boolean
  parameters?: Record<string, string>
}

type Importing = Pick<ApiGatewayDependencies, 'ids'>

/** An API as an OpenAPI document describes it: https://docs.aws.amazon.com/apigateway/latest/developerguide/import-edge-optimized-api.html */
export function importRestApi(deps: ApiGatewayDependencies): Operation<ImportInput, object> {
  const { catalog, clock, ids } = deps
  return async (input, context) => {
    const { accountId, region } = context
    const document = documentOf(deps, input, context)
    const types = input.parameters?.['endpointConfigurationTypes'] ?? 'EDGE'
    const [id, rootResourceId] = [newId(ids, 10), newId(ids, 10)]
    const empty: ApiRecord = {
      ...{ id, accountId, region, name: document.title, created: clock.now(), endpointTypes: checkedTypes(types.split(',')), tags: {} },
      ...{ rootResourceId, resources: { [rootResourceId]: { id: rootResourceId, methods: {} } }, stages: {} },
    }
    const api = imported({ ids }, empty, document)
    await catalog.update(apiKind, id, () => ({ next: api, result: undefined }))
    return { ...apiAnswer(api), ...warned(document) }
  }
}

/** `overwrite`: what is not in the document goes, but for stages and tags. `merge`: methods of the document take the place of those there. */
export function putRestApi(deps: ApiGatewayDependencies): Operation<OfApi & ImportInput & { mode?: string }, object> {
  const { catalog, ids } = deps
  return (input, context) => {
    const document = documentOf(deps, input, context)
    return changeApi(catalog, context, input.restApiId, api => {
      const { rootResourceId: root, description: _, version: __, policy: ___, binaryMediaTypes: ____, ...kept } = api
      const emptied: ApiRecord = { ...kept, rootResourceId: root, resources: { [root]: { id: root, methods: {} } } }
      const next = imported({ ids }, input.mode === 'overwrite' ? emptied : api, document)
      return { next, result: { ...apiAnswer(next), ...warned(document) } }
    })
  }
}

/** A document whose roles the caller may pass. @throws ApiError BadRequestException, AccessDeniedException */
function documentOf(
  { checkPassing }: ApiGatewayDependencies,
  { body, failOnWarnings = false }: ImportInput,
  context: OperationContext,
): ApiDocument {
  const document = readOpenApi(Buffer.from(body).toString('utf8'))
  checkPassing(
    context,
    document.methods.map(({ integration }) => integration?.settings['credentials'] as string | undefined),
  )
  if (failOnWarnings && document.warnings.length > 0) throw badRequest(`Warnings found during import: ${document.warnings.join(' ')}`)
  return document
}

function warned({ warnings }: ApiDocument): { warnings?: string[] } {
  return warnings.length > 0 ? { warnings } : {}
}

/** @throws ApiError BadRequestException */
function imported({ ids }: Importing, api: ApiRecord, document: ApiDocument): ApiRecord {
  const { title: name, version, description, binaryMediaTypes, policy, methods } = document
  if (policy !== undefined) checkPolicy(policy)
  let next: ApiRecord = {
    ...{ ...api, name },
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
    ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
    ...(policy !== undefined && { policy }),
  }
  for (const method of methods) {
    const at = resourceAt({ ids }, next, method.path)
    next = withMethod(at.api, at.resourceId, method.httpMethod, methodRecord(method, at.resourceId))
  }
  return next
}

/** The resource of a path, made with those above it where it is not there. */
function resourceAt({ ids }: { ids: Ids }, api: ApiRecord, path: string): { api: ApiRecord; resourceId: string } {
  let [next, parentId] = [api, api.rootResourceId]
  for (const pathPart of path.split('/').filter(Boolean)) {
    const known = Object.values(next.resources).find(each => each.parentId === parentId && each.pathPart === pathPart)
    if (!known) {
      if (Object.keys(next.resources).length >= mostResources) throw badRequest(`An API has ${mostResources} resources at most`)
      const id = newId(ids, 6)
      next = placed(next, { id, parentId, pathPart, methods: {} }, { parentId, pathPart })
      parentId = id
    } else parentId = known.id
  }
  return { api: next, resourceId: parentId }
}

function methodRecord(method: DocumentMethod, resourceId: string): MethodRecord {
  const { httpMethod, authorizationType, operationName, requestParameters, responses, integration } = method
  checkAuthorization(authorizationType)
  return {
    ...{ httpMethod, authorizationType },
    ...(operationName !== undefined && { operationName }),
    ...(Object.keys(requestParameters).length > 0 && { requestParameters }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([statusCode, headers]) => {
        const responseParameters = Object.fromEntries(headers.map(header => [`method.response.header.${header}`, false]))
        return [statusCode, { statusCode, ...(headers.length > 0 && { responseParameters }) }]
      }),
    ),
    ...(integration && { integration: integrationRecord(integration, resourceId) }),
  }
}

function integrationRecord({ settings, responses }: NonNullable<DocumentMethod['integration']>, resourceId: string): IntegrationRecord {
  const asked = settings as unknown as Parameters<typeof checkedIntegration>[0]
  const integration = checkedIntegration({ ...asked, resourceId, httpMethod: asked.httpMethod })
  const answers = responses.map(({ statusCode, selectionPattern, settings: own }): [string, IntegrationResponseRecord] => {
    const answer = { statusCode, ...(selectionPattern !== undefined && { selectionPattern }), ...own } as IntegrationResponseRecord
    checkTemplates(answer.responseTemplates)
    for (const [to, from] of Object.entries(answer.responseParameters ?? {})) checkResponseMapping(to, from)
    return [statusCode, answer]
  })
  return { ...integration, responses: Object.fromEntries(answers) }
}
