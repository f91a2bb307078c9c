/** A call of a service. */
export interface Call {
  method: string
  /** Path and query. */
  url: string
  headers: Record<string, string>
  body: string
}

/** So many at once go by themselves: a browser has six connections to a server, and a live stream or two stand on them. */
const MOST_ALONE = 4

interface Waiting {
  call: Call
  answered: (answer: Response | Promise<Response>) => void
}
let waiting: Waiting[] = []

/** A call that only reads and is answered by a text. Many that are made at once go to the server as one request. */
export function ask(call: Call): Promise<Response> {
  return new Promise<Response>(answered => {
    if (waiting.length === 0) setTimeout(send)
    waiting.push({ call, answered })
  })
}

/** A call by itself, as `ask` sends it when it is not one of many. */
export function callAlone({ method, url, headers, body }: Call): Promise<Response> {
  return fetch(url, { method, headers, ...(body === '' ? {} : { body }) })
}

function send(): void {
  const asked = waiting
  waiting = []
  if (asked.length > MOST_ALONE) void sendTogether(asked)
  else for (const { call, answered } of asked) answered(callAlone(call))
}

async function sendTogether(asked: readonly Waiting[]): Promise<void> {
  const together = fetch('/_pasos/calls', { method: 'POST', body: JSON.stringify({ calls: asked.map(({ call }) => call) }) })
  const answers = together.then(async response => {
    if (!response.ok) return undefined
    return ((await response.json()) as { answers: { status: number; headers: Record<string, string>; body: string }[] }).answers
  })
  for (const [index, { call, answered }] of asked.entries()) {
    answered(
      answers.then(found => {
        const answer = found?.[index]
        // Whoever may call services but not this is answered all the same.
        return answer ? new Response(answer.body || null, { status: answer.status, headers: answer.headers }) : callAlone(call)
      }),
    )
  }
}
