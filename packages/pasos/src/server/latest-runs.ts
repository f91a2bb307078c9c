import type { IncomingMessage } from 'node:http'
import { type ListDeps, latestOf } from './execution-lists.ts'
import type { Route } from './listener.ts'
import { sendJson } from './send-json.ts'
import { bodyUpTo } from './small-body.ts'

const PATH = '/_pasos/executions/latest'
const LARGEST_BODY = 256 * 1024
/** State machines that are asked for at once, and executions of each. */
const MOST_MACHINES = 500
const MOST_EACH = 50

interface Question {
  machines: string[]
  each: number
}

/**
 * `POST /_pasos/executions/latest` with `{ machines: [ARN, …], each }`: how the latest executions of each of these state machines stand, for a page of
 * them in one call, as `{ machines: { ARN: { last?, statuses } } }`. `statuses` are those of the newest first; `last` is the newest itself.
 */
export function latestRuns(deps: ListDeps): Route {
  return (request, response, { path }) => {
    if (path !== PATH || request.method !== 'POST') return false
    questionIn(request).then(
      question => {
        if (question)
          return sendJson(response, runsOf(deps, question), error => deps.report('the latest executions could not be read', { error }))
        response.writeHead(400, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ message: `This asks for no list of up to ${MOST_MACHINES} state machines.` }))
      },
      // The client went away before it had said all.
      () => response.destroy(),
    )
    return true
  }
}

async function questionIn(request: IncomingMessage): Promise<Question | undefined> {
  const body = await bodyUpTo(request, LARGEST_BODY)
  try {
    const { machines, each } = JSON.parse(Buffer.from(body ?? '').toString()) as Record<string, unknown>
    const isList = Array.isArray(machines) && machines.length <= MOST_MACHINES && machines.every(arn => typeof arn === 'string')
    return isList && Number.isInteger(each) ? { machines, each: Math.min(MOST_EACH, Math.max(1, Number(each))) } : undefined
  } catch {
    return undefined
  }
}

async function runsOf(deps: ListDeps, { machines, each }: Question) {
  const runs = await Promise.all(
    machines.map(async arn => {
      const latest = await latestOf(deps, arn, each)
      const { executionArn, status, startDate, stopDate } = latest[0] ?? {}
      const last = { executionArn, status, startDate, stopDate }
      return [arn, { ...(latest.length > 0 ? { last } : {}), statuses: latest.map(record => record.status) }] as const
    }),
  )
  return { machines: Object.fromEntries(runs) }
}
