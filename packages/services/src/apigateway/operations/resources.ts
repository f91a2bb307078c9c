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
import { type Listed, type OfApi, pageOf } from './rest-apis.ts'

interface Embedding {
  embed?: string[]
}

const pathPartPattern = /^(?:[a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\+?\})$/
/** AWS's quota of an API. */
const mostResources = 300

export function createResource({
  catalog,
  ids,
}: ApiGatewayDependencies): Operation<OfApi & { parentId: string; pathPart: string }, object> {
  return ({ restApiId, parentId, pathPart }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const parent = requireResource(api, parentId)
      if (!pathPartPattern.test(pathPart)) {
        throw badRequest(
          "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
        )
      }
      if (parent.pathPart?.endsWith('+}'))
        throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`)
      const siblings = Object.values(api.resources).filter(resource => resource.parentId === parentId)
      if (siblings.some(sibling => sibling.pathPart === pathPart)) {
        throw conflict(`Another resource with the same parent already has this name: ${pathPart}`)
      }
      const variable = siblings.find(sibling => isVariable(sibling.pathPart))
      if (isVariable(pathPart) && variable && variable.pathPart?.endsWith('+}') === pathPart.endsWith('+}')) {
        throw badRequest(`A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`)
      }
      if (Object.keys(api.resources).length >= mostResources) throw badRequest(`An API has ${mostResources} resources at most`)
      const resource: ResourceRecord = { id: newId(ids, 6), parentId, pathPart, methods: {} }
      const next = { ...api, resources: { ...api.resources, [resource.id]: resource } }
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
      const gone = new Set([resourceId])
      const isBelow = ({ id, parentId }: ResourceRecord) => gone.has(parentId ?? '') && !gone.has(id)
      for (let found = [resourceId]; found.length > 0; ) {
        found = Object.values(api.resources)
          .filter(isBelow)
          .map(({ id }) => id)
        for (const id of found) gone.add(id)
      }
      const resources = Object.fromEntries(Object.entries(api.resources).filter(([id]) => !gone.has(id)))
      return { next: { ...api, resources }, result: {} }
    })
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
