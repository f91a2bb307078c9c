import type { Attempt } from './step.ts'

interface Line {
  timestamp: number
  message: string
  stream: string
}

/** The lines of one Lambda invocation. `id` is empty for lines outside any. */
export interface Request<L extends Line = Line> {
  id: string
  lines: L[]
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/** The request's id inside the answer of `lambda:invoke`; a bare function ARN's answer has none. */
export function requestId(output: string | undefined): string | undefined {
  const found = output && /"(?:x-amzn-RequestId|RequestId)"\s*:\s*\[?\s*"([^"]+)"/.exec(output)?.[1]
  return found || undefined
}

/**
 * Sorts a function's lines into its invocations and keeps those that belong to the attempts: by request id where it is known, else those
 * that began during an attempt. One environment runs one request at a time, so within a stream everything from START to the next
 * START is one request's. When the same function works for others at the same moment, each attempt keeps the request
 * that fits it best.
 */
export function requestsIn<L extends Line>(lines: readonly L[], attempts: readonly Attempt[], known: readonly string[]): Request<L>[] {
  const requests = new Map<string, Request<L> & { from: number }>()
  const current = new Map<string, string>()
  const early = new Map<string, L[]>()
  const add = (id: string, added: readonly L[]) => {
    const request = requests.get(id)
    if (request) request.lines.push(...added)
    else if (added[0]) requests.set(id, { id, lines: [...added], from: added[0].timestamp })
  }
  for (const line of lines) {
    const started = /^START RequestId: (\S+)/.exec(line.message)?.[1]
    if (started) {
      current.set(line.stream, started)
      add(started, early.get(line.stream) ?? [])
      early.delete(line.stream)
    }
    const id = current.get(line.stream) ?? UUID.exec(line.message)?.[0]
    if (id !== undefined) add(id, [line])
    // What an environment writes while it starts belongs to the request that it is started for.
    else early.set(line.stream, [...(early.get(line.stream) ?? []), line])
  }
  for (const left of early.values()) add('', left)
  if (known.length === attempts.length && known.length > 0) return [...requests.values()].filter(request => known.includes(request.id))
  const kept: Request<L>[] = []
  for (const attempt of attempts) {
    const best = [...requests.values()]
      .filter(
        each =>
          !kept.includes(each) && each.from >= attempt.scheduledAt - SLACK_MS && each.from <= (attempt.endedAt ?? each.from) + SLACK_MS,
      )
      .map(each => ({ each, distance: distance(each, attempt) }))
      .sort((a, b) => a.distance - b.distance)[0]
    if (best) kept.push(best.each)
  }
  return kept
}

const SLACK_MS = 50
const OTHER_FATE = 10_000

/** How badly a request fits an attempt: mostly by when it ended, as an attempt may have waited for its turn; and by whether both failed. */
function distance(request: Request & { from: number }, attempt: Attempt): number {
  const start = Math.abs(request.from - (attempt.startedAt ?? attempt.scheduledAt))
  if (attempt.endedAt === undefined) return start
  const failed = request.lines.some(line => /\t(?:ERROR\tInvoke Error|.*Status: (?:error|timeout))|Task timed out/.test(line.message))
  return (
    Math.abs(request.lines.at(-1)!.timestamp - attempt.endedAt) * 5 + start + (failed === (attempt.error !== undefined) ? 0 : OTHER_FATE)
  )
}
