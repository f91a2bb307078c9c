import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { refuse, whileCurrent } from '@pasos/cluster'
import type { StandingServer } from '../listener.ts'

/** A server whose requests are for whoever is told of them last. */
export interface Lendable {
  server: Server
  /** Without a listener they are for others again. */
  serve(listener: RequestListener | undefined): void
}

/**
 * Lends a server that listens already to the home, for as long as this node has it. Requests are served only while nobody can have been judged the
 * node's heir; when the home leaves, others are handed what comes, and what it has not answered by then is refused, so that clients try again.
 */
export function lentServer({ server, serve }: Lendable, isCurrent: () => boolean): StandingServer {
  // No set: see `underway.ts`.
  const open: { request: IncomingMessage; response: ServerResponse; at: number }[] = []
  return {
    server,
    serve(listener) {
      const current = whileCurrent(listener, isCurrent)
      serve((request, response) => {
        const taken = { request, response, at: open.length }
        open.push(taken)
        response.on('close', () => {
          const last = open.pop()!
          if (last === taken) return
          open[taken.at] = last
          last.at = taken.at
        })
        current(request, response)
      })
    },
    takeBack() {
      serve(undefined)
      return {
        cut() {
          for (const { request, response } of [...open]) if (!response.writableEnded) refuse(request, response)
        },
      }
    },
  }
}
