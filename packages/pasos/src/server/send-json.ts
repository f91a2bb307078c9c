import type { ServerResponse } from 'node:http'
import { AskedWrongly } from './asked-wrongly.ts'

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** Answers with JSON once it is there: 400 with what is wrong about the question, 500 for what cannot be made, which is told. */
export function sendJson(response: ServerResponse, making: Promise<object>, failed: (error: unknown) => void): void {
  const send = (status: number, body: object) => {
    if (response.destroyed) return
    response.writeHead(status, HEADERS)
    response.end(JSON.stringify(body))
  }
  making.then(
    body => send(200, body),
    error => {
      if (error instanceof AskedWrongly) return send(400, { message: error.message })
      failed(error)
      send(500, { message: 'The request could not be answered.' })
    },
  )
}
