import type { Ids } from '@pasos/engine'
import { ApiError, type Operation, type OperationContext } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest } from '../errors.ts'
import { checkResponseMapping } from '../mapping/parameters.ts'
import { notTooDeep } from '../openapi/document.ts'
import { schemaFromDocument } from '../openapi/document-models.ts'
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
import { checkNamed, type ModelRecord, modelsOf, ownModels } from '../records/model-record.ts'
import { checkModel } from '../schema/schemas-of-models.ts'
import { withGatewayResponse } from './gateway-responses.ts'
import { checkedIntegration, checkTemplates } from './integrations.ts'
import { checkAuthorization } from './methods.ts'
import { checkModelName } from './models.ts'
import { withValidator } from './request-validators.ts'
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
    const api = notTooDeep(() => imported({ ids }, empty, document))
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
      const { rootResourceId: root, description: _, version: __, policy: ___, binaryMediaTypes: ____, ...rest } = api
      const { validators: _____, gatewayResponses: ______, ...kept } = rest
      const emptied: ApiRecord = {
        ...{ ...kept, rootResourceId: root, resources: { [root]: { id: root, methods: {} } } },
        models: ownModels(api.id),
      }
      const next = notTooDeep(() => imported({ ids }, input.mode === 'overwrite' ? emptied : api, document))
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
  const { title: name, version, description, binaryMediaTypes, policy, methods, validators } = document
  if (policy !== undefined) checkPolicy(policy)
  let next: ApiRecord = {
    ...{ ...api, name },
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
    ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
    ...(policy !== undefined && { policy }),
    models: withModels({ ids }, api, document),
  }
  for (const told of validators) {
    const known = Object.values(next.validators ?? {}).find(each => each.name === told.name)
    next = withValidator(next, { id: known?.id ?? newId(ids, 6), ...told })
  }
  for (const told of document.gatewayResponses) {
    found(`put gateway response '${told.responseType}'`, () => {
      next = withGatewayResponse(next, told)
    })
  }
  for (const method of methods) {
    const at = resourceAt({ ids }, next, method.path)
    const record = methodRecord(method, at.resourceId, next)
    found(`put method '${method.httpMethod}' on resource at path '${method.path}'`, () => checkNamed(next, record))
    next = withMethod(at.api, at.resourceId, method.httpMethod, record)
  }
  return next
}

/** The models of the API with those of the document. */
function withModels({ ids }: Importing, api: ApiRecord, { models }: ApiDocument): Record<string, ModelRecord> {
  const present = modelsOf(api)
  const told = [...models].map(([name, schema]): ModelRecord => {
    found(`create model for '${name}'`, () => checkModelName(name))
    const id = Object.hasOwn(present, name) ? present[name]!.id : newId(ids, 6)
    return { id, name, contentType: 'application/json', schema: JSON.stringify(schemaFromDocument(schema, api.id)) }
  })
  const all = { ...present, ...Object.fromEntries(told.map(model => [model.name, model])) }
  for (const model of told) found(`create model for '${model.name}'`, () => checkModel(model, all, api.id))
  return all
}

/** What is wrong, as it is told of an import. @throws ApiError what `check` throws, in other words */
function found(place: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw badRequest(`Errors found during import:\n\tUnable to ${place}: ${error.message}`)
  }
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

function methodRecord(method: DocumentMethod, resourceId: string, { validators = {} }: ApiRecord): MethodRecord {
  const { httpMethod, authorizationType, operationName, requestParameters, requestModels, responses, integration, validator } = method
  checkAuthorization(authorizationType)
  return {
    ...{ httpMethod, authorizationType },
    ...(operationName !== undefined && { operationName }),
    ...(Object.keys(requestParameters).length > 0 && { requestParameters }),
    ...(Object.keys(requestModels).length > 0 && { requestModels }),
    ...(validator !== undefined && {
      requestValidatorId: Object.values(validators).find(({ name }) => name === validator)?.id ?? validator,
    }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([statusCode, { headers, models }]) => {
        const responseParameters = Object.fromEntries(headers.map(header => [`method.response.header.${header}`, false]))
        const responseModels = Object.keys(models).length > 0 && { responseModels: models }
        return [statusCode, { statusCode, ...(headers.length > 0 && { responseParameters }), ...responseModels }]
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
