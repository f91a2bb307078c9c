import { decoded } from '../../http-payload/decoded.ts'
import { type DeploymentRecord, type MethodRecord, pathOf, type ResourceRecord } from '../records/api-record.ts'

export interface Route {
  resource: ResourceRecord
  /** `/pets/{id}`. */
  resourcePath: string
  method: MethodRecord
  /** Decoded. */
  pathParameters: Record<string, string>
}

/**
 * The method that a path leads to: literal parts before variables, those before greedy ones, the method itself before `ANY`.
 * `path` is percent-encoded. Nothing where there is none.
 */
export function findRoute({ resources, rootResourceId }: DeploymentRecord, path: string, httpMethod: string): Route | undefined {
  const children = new Map<string, ResourceRecord[]>()
  for (const resource of Object.values(resources)) {
    const { parentId } = resource
    if (parentId !== undefined) children.set(parentId, [...(children.get(parentId) ?? []), resource])
  }
  const parts = path.split('/').filter(part => part !== '')

  const walk = (resource: ResourceRecord, at: number, values: Record<string, string>): Route | undefined => {
    const method = resource.methods[httpMethod] ?? resource.methods['ANY']
    if (at === parts.length) {
      return method && { resource, resourcePath: pathOf({ resources }, resource), method, pathParameters: values }
    }
    const below = children.get(resource.id) ?? []
    const literal = below.find(({ pathPart }) => pathPart === decoded(parts[at]!))
    const variable = below.find(({ pathPart }) => /^\{[^+]+\}$/.test(pathPart ?? ''))
    const greedy = below.find(({ pathPart }) => pathPart?.endsWith('+}'))
    return (
      (literal && walk(literal, at + 1, values)) ??
      (variable && walk(variable, at + 1, { ...values, [variable.pathPart!.slice(1, -1)]: decoded(parts[at]!) })) ??
      (greedy && walk(greedy, parts.length, { ...values, [greedy.pathPart!.slice(1, -2)]: parts.slice(at).map(decoded).join('/') }))
    )
  }
  const root = resources[rootResourceId]
  return root && walk(root, 0, {})
}
