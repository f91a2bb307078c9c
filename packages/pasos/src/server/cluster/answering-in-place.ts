import type { IncomingMessage, ServerResponse } from 'node:http'
import { type HandOn, type Sender, smallBody } from '@pasos/cluster'
import type { Arrival, WireResponse } from '@pasos/wire'
import { isOfForeignPage } from '../door/browser-guard.ts'
import { type HostRules, isOurHost } from '../door/host-names.ts'
import { headersOf } from '../listener.ts'
import { isApiHost } from '../rest-api.ts'
import type { NodeAnswers } from './node-answers.ts'

export interface InPlaceOptions {
  /** Without it everything is handed on. */
  answers: NodeAnswers | undefined
  handOn: HandOn
  hosts: HostRules
  scheme: 'http' | 'https'
}

const PREFIX = 'AWSStepFunctions.'

/**
 * Hands requests on as `handOn` does, but for what this node can answer itself. Where this node can't be as strict
 * as the home they are handed on as well: of foreign pages, for hosts that are not ours, by a session or a root that only the home knows.
 */
export function answeringInPlace({ answers, handOn, hosts, scheme }: InPlaceOptions): HandOn {
  if (answers === undefined) return handOn
  const isForUs = ({ method, url, headers }: IncomingMessage, { sender }: Sender): boolean => {
    const target = String(headers['x-amz-target'])
    if (method !== 'POST' || url !== '/' || !target.startsWith(PREFIX) || isApiHost(headers.host)) return false
    if (answers.isBusy || !answers.isHere(target.slice(PREFIX.length))) return false
    const key = /\bCredential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1]
    if (key !== undefined && answers.knows(key)) return sender === 'function' || comesRight(headers)
    // The home knows sessions (`ASIA…`) that nobody else does; a stranger without a key it lets in by other things than a signature.
    return sender === 'owner' && !/^ASIA/i.test(key ?? '') && comesRight(headers)
  }
  const comesRight = (headers: IncomingMessage['headers']): boolean => isOurHost(headers.host, hosts) && !isOfForeignPage(headers, scheme)

  const serve = async (request: IncomingMessage, response: ServerResponse, from: Sender): Promise<void> => {
    const body = await smallBody(request)
    if (body === undefined) return handOn(request, response, from)
    const gone = new AbortController()
    response.on('close', () => response.writableFinished || gone.abort())
    const answer = await answers
      .answer({
        ...{ method: 'POST', url: '/', headers: headersOf(request), body, signal: gone.signal },
        sender: from.sender === 'owner' ? 'owner' : 'stranger',
        ...(from.arrival !== undefined && { arrival: JSON.parse(from.arrival) as Arrival }),
      })
      // The database does not say how far the configuration is: whoever is the home knows it.
      .catch(() => undefined)
    if (answer === undefined) handOn(request, response, from, body)
    else send(response, answer)
  }
  return (request, response, from, body) => {
    if (body !== undefined || !isForUs(request, from)) return handOn(request, response, from, body)
    serve(request, response, from).catch(() => response.destroy())
  }
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  if (response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
