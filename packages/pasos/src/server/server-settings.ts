import type { ForwardTargets } from './forward/forward-targets.ts'
import type { Route } from './listener.ts'

/** How a server was started, as far as the console shows it. No key and no address with one in it. */
export interface ServerSettings {
  version: string
  accountId: string
  region: string
  /** Where its data are. */
  folder: string
  /** Who needs a key: strangers only, everybody, nobody. */
  auth: 'trust' | 'verify' | 'none'
  /** How functions are kept apart. */
  sandbox: string
  /** Whether roles are enforced, or refusals are only noted. */
  iam: string
  retentionDays: number
  keepsExpressHistory: boolean
  keepsAwsLimits: boolean
  /** By the name of the service's scope. */
  services: readonly string[]
  /** Services that are elsewhere: `aws` or the origin of an endpoint, by name. */
  forwarded: Readonly<Record<string, string>>
}

/** `GET /_pasos/settings`. */
export function serverSettings(settings: () => ServerSettings): Route {
  return (request, response, { path }) => {
    if (path !== '/_pasos/settings' || request.method !== 'GET') return false
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    response.end(JSON.stringify(settings()))
    return true
  }
}

/** Without the key that an endpoint's address may hold. */
export function forwardedTo(targets: ForwardTargets | undefined): Record<string, string> {
  const places = [...(targets ?? [])].map(([name, target]) => [name, target.kind === 'aws' ? 'aws' : target.url.origin])
  return Object.fromEntries(places) as Record<string, string>
}
