import type { IncomingMessage } from 'node:http'
import type { ExecutionSummary } from '@pasos/engine'
import type { ListDeps } from './execution-lists.ts'
import type { Route } from './listener.ts'
import { newestFirst } from './newest-first.ts'
import { sendJson } from './send-json.ts'
import { bodyUpTo } from './small-body.ts'

const PATH = '/_pasos/executions/latest'
const LARGEST_BODY = 256 * 1024
/** State machines that are asked for at once, and executions of each. */
const MOST_MACHINES = 500
const MOST_EACH = 50
/** A call that has taken so long asks for no more of them. */
const LONGEST_MS = 300
const AT_ONCE = 20

interface Question {
  machines: string[]
  each: number
}

/**
 * `POST /_pasos/executions/latest` with `{ machines: [ARN, …], each }`: how the latest executions of each of these state machines stand, for a page of
 * them in one call, as `{ machines: { ARN: { last?, statuses } }, isCut }`. `statuses` are those of the newest first; `last` is the newest itself. A call takes so
 * long at most: when `isCut`, those that are missing are to be asked for anew.
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
  const end = performance.now() + LONGEST_MS
  const runs: Record<string, object> = {}
  let at = 0
  do {
    const some = await Promise.all(machines.slice(at, at + AT_ONCE).map(async arn => [arn, await latestOf(deps, arn, each)] as const))
    for (const [arn, run] of some) runs[arn] = run
    at += AT_ONCE
  } while (at < machines.length && performance.now() < end)
  return { machines: runs, isCut: at < machines.length }
}

async function latestOf(deps: ListDeps, machine: string, each: number) {
  const latest: ExecutionSummary[] = []
  for await (const { record } of newestFirst(deps, { machines: [machine], statuses: [undefined], readAtOnce: each, start: undefined })) {
    latest.push(record)
    if (latest.length >= each) break
  }
  const { executionArn, status, startDate, stopDate } = latest[0] ?? {}
  const last = { executionArn, status, startDate, stopDate }
  return { ...(latest.length > 0 ? { last } : {}), statuses: latest.map(record => record.status) }
}
