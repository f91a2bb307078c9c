interface Line {
  timestamp: number
  message: string
  stream: string
}

/** The lines of one Lambda invocation. */
export interface Request<L extends Line = Line> {
  id: string
  lines: L[]
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/**
 * Sorts a function's lines into its invocations and keeps those with the wanted ids, in the order of the ids. One environment runs one
 * request at a time, so within a stream everything from START to the next START is one request's, whatever the line says.
 */
export function requestsIn<L extends Line>(lines: readonly L[], wanted: readonly string[]): Request<L>[] {
  const requests = new Map(wanted.map(id => [id, [] as L[]]))
  const current = new Map<string, string>()
  const early = new Map<string, L[]>()
  for (const line of lines) {
    const started = /^START RequestId: (\S+)/.exec(line.message)?.[1]
    if (started) {
      current.set(line.stream, started)
      requests.get(started)?.push(...(early.get(line.stream) ?? []))
      early.delete(line.stream)
    }
    const id = current.get(line.stream) ?? UUID.exec(line.message)?.[0]
    if (id !== undefined) requests.get(id)?.push(line)
    // What an environment writes while it starts belongs to the request that it is started for.
    else early.set(line.stream, [...(early.get(line.stream) ?? []), line])
  }
  return [...requests].filter(([, found]) => found.length > 0).map(([id, found]) => ({ id, lines: found }))
}
