import { isLoopbackHost } from './posture.ts'

/** Which values of `Host` are answered. */
export interface HostRules {
  /** Names given with `--allow-host`, small letters, without a port. */
  allowed: readonly string[]
  /** Beyond loopback, addresses are answered too: only a name can be made to point here by somebody else. */
  answersAddresses: boolean
}

/** Those of a server that listens on `host`. */
export function hostRules({ host, allowedHosts }: { host: string; allowedHosts: readonly string[] }): HostRules {
  return { allowed: allowedHosts.map(name => name.toLowerCase()), answersAddresses: !isLoopbackHost(host) }
}

const LOOPBACK = /^(([\w-]+\.)*localhost|sync-localhost|stream-localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
const ADDRESS = /^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\])$/

/**
 * Whether a request that names this host is for us. A page of somebody else whose name was made to point here (DNS rebinding) is sent
 * with that name, and nothing else tells it from a request of one's own.
 */
export function isOurHost(host: string | undefined, { allowed, answersAddresses }: HostRules): boolean {
  const name = host?.toLowerCase().replace(/:\d+$/, '')
  if (name === undefined || name === '') return false
  if (LOOPBACK.test(name) || (answersAddresses && ADDRESS.test(name))) return true
  return allowed.includes(name.replace(/^(sync-|stream-)/, '')) || allowed.includes(name)
}
