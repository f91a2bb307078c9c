import type { ServiceModel } from '@pasos/models'
import { SerializationError } from '../codec/serialization-error.ts'
import type { Match } from './protocol.ts'

interface Route {
  operation: string
  method: string
  segments: Segment[]
  /** Fields that the template demands in the query, e.g. `find=LayerVersion`. */
  query: [string, string | undefined][]
}

type Segment = { literal: string } | { label: string }

const routers = new WeakMap<ServiceModel, Map<string, Route[]>>()

/** Finds the operation whose URI template fits. Of several that fit, the one with more literal text wins. */
export function routeRest(model: ServiceModel, method: string, path: string, query: URLSearchParams): Match | undefined {
  let router = routers.get(model)
  if (router === undefined) {
    router = buildRouter(model)
    routers.set(model, router)
  }
  const segments = split(path)
  for (const route of router.get(`${method} ${segments.length}`) ?? []) {
    if (!fits(route, segments, query)) continue
    const labels: Record<string, string> = {}
    route.segments.forEach((segment, index) => {
      if ('label' in segment) labels[segment.label] = decode(segments[index]!)
    })
    return { operation: route.operation, labels }
  }
  return undefined
}

function buildRouter(model: ServiceModel): Map<string, Route[]> {
  const router = new Map<string, Route[]>()
  for (const [operation, { http }] of Object.entries(model.operations)) {
    if (http === undefined) continue
    const [method, uri] = http
    const [path, query] = uri.split('?') as [string, string | undefined]
    const segments = split(path).map(part => (part.startsWith('{') ? { label: part.slice(1, -1) } : { literal: part }))
    const key = `${method} ${segments.length}`
    const routes = router.get(key) ?? []
    routes.push({ operation, method, segments, query: queryOf(query) })
    router.set(key, routes)
  }
  for (const routes of router.values()) routes.sort((a, b) => weight(b) - weight(a))
  return router
}

function queryOf(query: string | undefined): Route['query'] {
  if (query === undefined) return []
  return query.split('&').map(field => field.split('=') as [string, string | undefined])
}

function weight(route: Route): number {
  return route.segments.filter(segment => 'literal' in segment).length + route.query.length
}

function fits(route: Route, segments: readonly string[], query: URLSearchParams): boolean {
  return (
    route.segments.every((segment, index) => ('literal' in segment ? segment.literal === segments[index] : segments[index] !== '')) &&
    route.query.every(([name, value]) => query.has(name) && (value === undefined || query.get(name) === value))
  )
}

/** Older clients end paths with a slash where newer ones do not. */
function split(path: string): string[] {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path
  return trimmed.split('/').slice(1)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (error) {
    throw new SerializationError('Unable to decode the request path', { cause: error })
  }
}
