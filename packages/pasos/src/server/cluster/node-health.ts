import type { RequestListener } from 'node:http'
import { isOfForeignPage } from '../door/browser-guard.ts'
import { type HostRules, isOurHost } from '../door/host-names.ts'
import { health, type Wellbeing } from '../operation/health.ts'
import { parseTarget } from '../request-target.ts'

export interface NodeHealthOptions {
  hosts: HostRules
  scheme: 'http' | 'https'
  facts: Readonly<Record<string, unknown>>
  /** Somebody in the cluster has served since this node has been there. */
  isServed(): boolean
  wellbeing(): Wellbeing
}

/**
 * Answers for the health of a node that is not the home, and hands everything else on. Asked for it, a home that is about to end would say so for all
 * nodes, and one that has just died would say nothing: a load balancer would send nobody any more, while this node takes calls and lets them wait.
 * Before anybody serves it is the home that is waited for, so that a node is ready when the cluster is.
 */
export function nodeHealth({ hosts, scheme, facts, isServed, wellbeing }: NodeHealthOptions, handOn: RequestListener): RequestListener {
  const own = health(() => ({ ...facts }), wellbeing)
  return (request, response) => {
    const target = request.url?.includes('/_pasos/health') ? parseTarget(request.url) : undefined
    const isForUs = target !== undefined && isOurHost(request.headers.host, hosts) && !isOfForeignPage(request.headers, scheme)
    if (isForUs && (isServed() || wellbeing().isDraining) && own(request, response, target)) return
    handOn(request, response)
  }
}
