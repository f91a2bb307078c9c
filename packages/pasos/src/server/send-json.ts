import type { ServerResponse } from 'node:http'

/** Answers with JSON once it is there. What cannot be made ends the connection, and is told. */
export function sendJson(response: ServerResponse, making: Promise<object>, failed: (error: unknown) => void): void {
  making.then(
    body => {
      if (response.destroyed) return
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      response.end(JSON.stringify(body))
    },
    error => {
      failed(error)
      response.destroy()
    },
  )
}
