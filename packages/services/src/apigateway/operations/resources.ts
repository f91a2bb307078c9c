import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, conflict } from '../errors.ts'
import {
  type ApiRecord,
  changeApi,
  methodAnswer,
  newId,
  pathOf,
  type ResourceRecord,
  requireApi,
  requireResource,
} from '../records/api-record.ts'
import { type Patching, type PatchRule, patched, textRule } from '../records/patch.ts'
import { type Listed, type OfApi, pageOf } from './rest-apis.ts'

interface Embedding {
  embed?: string[]
}

const pathPartPattern = /^(?:[a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\+?\})$/
/** AWS's quota of an API. */
export const mostResources = 300

export function createResource({
  catalog,
  ids,
}: ApiGatewayDependencies): Operation<OfApi & { parentId: string; pathPart: string }, object> {
  return ({ restApiId, parentId, pathPart }, context) =>
    changeApi(catalog, context, restApiId, api => {
      if (Object.keys(api.resources).length >= mostResources) throw badRequest(`An API has ${mostResources} resources at most`)
      const resource: ResourceRecord = { id: newId(ids, 6), parentId, pathPart, methods: {} }
      const next = placed(api, resource, { parentId, pathPart })
      return { next, result: resourceAnswer(next, resource, false) }
    })
}

/** The API with a resource where its path is free. @throws ApiError BadRequestException, ConflictException */
export function placed(
  api: ApiRecord,
  resource: ResourceRecord,
  { parentId, pathPart }: { parentId: string; pathPart: string },
): ApiRecord {
  const parent = requireResource(api, parentId)
  if (!pathPartPattern.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    )
  }
  if (parent.pathPart?.endsWith('+}'))
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`)
  const siblings = Object.values(api.resources).filter(each => each.parentId === parentId && each.id !== resource.id)
  if (siblings.some(sibling => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`)
  }
  const variable = siblings.find(sibling => isVariable(sibling.pathPart))
  if (isVariable(pathPart) && variable && variable.pathPart?.endsWith('+}') === pathPart.endsWith('+}')) {
    throw badRequest(`A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`)
  }
  return { ...api, resources: { ...api.resources, [resource.id]: { ...resource, parentId, pathPart } } }
}

const rules: readonly PatchRule<ResourceRecord>[] = [textRule('pathPart'), textRule('parentId')]

export function updateResource({ catalog }: ApiGatewayDependencies): Operation<OfApi & Patching & { resourceId: string }, object> {
  return ({ restApiId, resourceId, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const resource = patched(requireResource(api, resourceId), patchOperations, rules)
      if (resourceId === api.rootResourceId) throw badRequest('Root resource cannot be modified')
      const { parentId = '', pathPart = '' } = resource
      if (belowOf(api, resourceId).has(parentId)) throw badRequest('A resource cannot be moved below itself')
      const next = placed(api, resource, { parentId, pathPart })
      return { next, result: resourceAnswer(next, resource, false) }
    })
}

function isVariable(pathPart: string | undefined): boolean {
  return pathPart?.startsWith('{') ?? false
}

export function getResource({ catalog }: ApiGatewayDependencies): Operation<OfApi & Embedding & { resourceId: string }, object> {
  return ({ restApiId, resourceId, embed }, context) => {
    const api = requireApi(catalog, context, restApiId)
    return resourceAnswer(api, requireResource(api, resourceId), embed?.includes('methods') ?? false)
  }
}

export function getResources({ catalog }: ApiGatewayDependencies): Operation<OfApi & Embedding & Listed, object> {
  return (input, context) => {
    const api = requireApi(catalog, context, input.restApiId)
    const embeds = input.embed?.includes('methods') ?? false
    return pageOf(
      Object.values(api.resources),
      ({ id }) => id,
      input,
      resource => resourceAnswer(api, resource, embeds),
    )
  }
}

/** With all below it. */
export function deleteResource({ catalog }: ApiGatewayDependencies): Operation<OfApi & { resourceId: string }, object> {
  return ({ restApiId, resourceId }, context) =>
    changeApi(catalog, context, restApiId, api => {
      requireResource(api, resourceId)
      if (resourceId === api.rootResourceId) throw badRequest('Root resource cannot be deleted')
      const gone = belowOf(api, resourceId)
      const resources = Object.fromEntries(Object.entries(api.resources).filter(([id]) => !gone.has(id)))
      return { next: { ...api, resources }, result: {} }
    })
}

/** The ids of a resource and of all below it. */
function belowOf(api: ApiRecord, resourceId: string): Set<string> {
  const found = new Set([resourceId])
  // A set shows what is added to it while it is walked.
  for (const id of found) for (const each of Object.values(api.resources)) if (each.parentId === id) found.add(each.id)
  return found
}

/** Methods are named, and shown as a whole where they are asked for. */
function resourceAnswer(api: ApiRecord, resource: ResourceRecord, withMethods: boolean): object {
  const { id, parentId, pathPart, methods } = resource
  const shown = Object.entries(methods).map(([name, method]) => [name, withMethods ? methodAnswer(method) : {}])
  return {
    ...{ id, path: pathOf(api, resource) },
    ...(parentId !== undefined && { parentId }),
    ...(pathPart !== undefined && { pathPart }),
    ...(shown.length > 0 && { resourceMethods: Object.fromEntries(shown) }),
  }
}
