import type { Service, ServiceModel, StructureShape } from '@pasos/models'
import { SerializationError } from '../../codec/serialization-error.ts'
import type { Match } from '../protocol.ts'
import type { Headers } from './bindings.ts'

interface Route {
  operation: string
  segments: Segment[]
  /** Fields that the template demands in the query, e.g. `find=LayerVersion`. */
  query: [string, string | undefined][]
  deprecated: boolean
}

type Segment = { literal: string } | { label: string; greedy: boolean }

export interface Address {
  method: string
  /** Still percent-encoded. */
  path: string
  query: URLSearchParams
  headers: Headers
}

const routers = new WeakMap<ServiceModel, Map<string, Route[]>>()

/**
 * Finds the operation whose URI template fits. Of several that fit, the one counts whose required members in query and headers are all
 * there (which is how S3 tells UploadPart from PutObject), then the one with more of them and more literal text.
 */
export function routeRest(service: Service, address: Address): Match | undefined {
  const { model } = service
  let router = routers.get(model)
  if (router === undefined) {
    router = buildRouter(model)
    routers.set(model, router)
  }
  const segments = address.path.split('/').slice(1)
  const exact = router.get(`${address.method} ${trimmed(segments).length}`) ?? []
  const candidates = [...exact, ...(router.get(`${address.method} +`) ?? [])]
  const fitting = candidates.filter(route => fits(route, segments, address.query))
  const [best] = fitting.length < 2 ? fitting : ranked(fitting, service, address)
  return best === undefined ? undefined : { operation: best.operation, labels: labelsOf(best, segments) }
}

function ranked(routes: readonly Route[], service: Service, address: Address): Route[] {
  const rank = (route: Route) => (boundMembers(service.operation(route.operation)!.input, address) ?? -100) * 100 + weight(route)
  return routes
    .map(route => ({ route, rank: rank(route) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ route }) => route)
}

/** How many required members query and headers hold; `undefined` when one of them is missing there. */
function boundMembers(shape: StructureShape, { query, headers }: Address): number | undefined {
  const bound = shape.members.filter(({ required, traits }) => required && (traits.query !== undefined || traits.header !== undefined))
  const isThere = bound.every(({ traits: { query: field, header } }) =>
    field !== undefined ? query.has(field) : headers[header!.toLowerCase()] !== undefined,
  )
  return isThere ? bound.length : undefined
}

function labelsOf(route: Route, segments: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {}
  route.segments.forEach((segment, index) => {
    if ('label' in segment) labels[segment.label] = decode(segment.greedy ? segments.slice(index).join('/') : segments[index]!)
  })
  return labels
}

function buildRouter(model: ServiceModel): Map<string, Route[]> {
  const router = new Map<string, Route[]>()
  for (const [operation, { http, deprecated = false }] of Object.entries(model.operations)) {
    if (http === undefined) continue
    const [method, uri] = http
    const [path, query] = uri.split('?') as [string, string | undefined]
    const segments = trimmed(path.split('/').slice(1)).map(segmentOf)
    const key = `${method} ${isGreedy(segments) ? '+' : segments.length}`
    const routes = router.get(key) ?? []
    routes.push({ operation, segments, query: queryOf(query), deprecated })
    router.set(key, routes)
  }
  return router
}

function segmentOf(part: string): Segment {
  if (!part.startsWith('{')) return { literal: part }
  return part.endsWith('+}') ? { label: part.slice(1, -2), greedy: true } : { label: part.slice(1, -1), greedy: false }
}

function queryOf(query: string | undefined): Route['query'] {
  if (query === undefined) return []
  return query.split('&').map(field => field.split('=') as [string, string | undefined])
}

function weight({ segments, query, deprecated }: Route): number {
  return 2 * (segments.filter(segment => 'literal' in segment).length + query.length) - (deprecated ? 1 : 0)
}

function fits({ segments: wanted, query: demanded }: Route, segments: readonly string[], query: URLSearchParams): boolean {
  if (isGreedy(wanted) && segments.slice(wanted.length - 1).join('/') === '') return false
  return (
    wanted.every((segment, index) => {
      if ('literal' in segment) return segment.literal === segments[index]
      return segment.greedy || (segments[index] ?? '') !== ''
    }) && demanded.every(([name, value]) => query.has(name) && (value === undefined || value === '' || query.get(name) === value))
  )
}

function isGreedy(segments: readonly Segment[]): boolean {
  const last = segments.at(-1)
  return last !== undefined && 'label' in last && last.greedy
}

/** Older clients end paths with a slash where newer ones do not. What is greedy, S3's keys, keeps it. */
function trimmed<T>(segments: readonly T[]): readonly T[] {
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (error) {
    throw new SerializationError('Unable to decode the request path', { cause: error })
  }
}
