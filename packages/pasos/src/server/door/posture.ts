/** Who may do what without showing a key. */
export interface Posture {
  /**
   * `trust`: the owner of this machine, over loopback; everybody else needs a known key. `verify`: nobody. `none`: everybody, because the
   * operator said so.
   */
  auth: 'trust' | 'verify' | 'none'
}

export interface PostureRequest {
  host: string
  auth?: 'trust' | 'verify' | undefined
  allowedHosts: readonly string[]
  hasTls: boolean
  behindProxy: boolean
  allowNoAuth: boolean
}

/** Why a server may not be opened like this. */
export type PostureProblem = 'trustBeyondLoopback' | 'plainBeyondLoopback' | 'contradictoryAuth'

export function isLoopbackHost(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host)
}

/**
 * What is in force: loopback with nothing said trusts its owner; whatever can be reached from elsewhere, directly or through a proxy, is
 * verified and encrypted unless the operator gives that up in so many words.
 */
export function decidePosture(request: PostureRequest): Posture | PostureProblem {
  const { host, auth, allowedHosts, hasTls, behindProxy, allowNoAuth } = request
  const isLocal = isLoopbackHost(host) && allowedHosts.length === 0 && !behindProxy
  if (allowNoAuth) return auth === 'verify' ? 'contradictoryAuth' : { auth: 'none' }
  if (auth === 'trust' && !isLocal) return 'trustBeyondLoopback'
  if (!isLoopbackHost(host) && !hasTls && !behindProxy) return 'plainBeyondLoopback'
  return { auth: auth ?? (isLocal ? 'trust' : 'verify') }
}
