import { decoded } from '../../http-payload/decoded.ts'
import type { HttpApiContent, HttpRouteRecord } from '../records/http-api-record.ts'

export interface HttpRoute {
  route: HttpRouteRecord
  /** Decoded. */
  pathParameters: Record<string, string>
}

/**
 * The route of a request: one whose path fits, literal parts before variables, those before greedy ones, the method itself before `ANY`;
 * else `$default`. `path` is percent-encoded, without the stage.
 */
export function findHttpRoute({ routes }: Pick<HttpApiContent, 'routes'>, method: string, path: string): HttpRoute | undefined {
  const parts = path.split('/').slice(1).map(decoded)
  let best: (HttpRoute & { rank: string }) | undefined
  for (const route of Object.values(routes)) {
    const [, own = '', written = ''] = /^(\S+) \/(.*)$/.exec(route.routeKey) ?? []
    if (own !== 'ANY' && own !== method) continue
    const fit = fitOf(written.split('/'), parts)
    const rank = fit && `${fit.rank}${own === 'ANY' ? 'b' : 'a'}`
    if (fit && rank !== undefined && (best === undefined || rank < best.rank)) best = { route, pathParameters: fit.pathParameters, rank }
  }
  if (best) return { route: best.route, pathParameters: best.pathParameters }
  const route = Object.values(routes).find(({ routeKey }) => routeKey === '$default')
  return route && { route, pathParameters: {} }
}

/** How a path fits what is written: its rank has a letter for each part, the earlier the more exact. */
function fitOf(written: readonly string[], parts: readonly string[]): { rank: string; pathParameters: Record<string, string> } | undefined {
  const pathParameters: Record<string, string> = {}
  let rank = ''
  for (const [at, part] of written.entries()) {
    const [, name = '', greedy] = /^\{(.+?)(\+)?\}$/.exec(part) ?? []
    const rest = parts.slice(at)
    if (greedy !== undefined) {
      if (rest.join('/') === '') return undefined
      return { rank: `${rank}c`, pathParameters: { ...pathParameters, [name]: rest.join('/') } }
    }
    const [value] = rest
    if (value === undefined) return undefined
    if (name === '' ? value !== part : value === '') return undefined
    if (name !== '') pathParameters[name] = value
    rank += name === '' ? 'a' : 'b'
  }
  return parts.length === written.length ? { rank, pathParameters } : undefined
}
