import { type HistoryEvent, type Json, simulate } from '@pasos/asl'

export interface SimulationRequest {
  id: number
  definition: string
  input: Json
  /** Answers of tasks by state; `{Error, Cause}` is a failure. */
  mocks: Record<string, Json>
}

export interface SimulationAnswer {
  id: number
  events: HistoryEvent[]
  /** Absent when it waits for ever. */
  end?: { status: string; output?: string; error?: string; cause?: string }
  problem?: string
}

/** Plays an execution out with the language itself, away from the page's own thread. */
self.addEventListener('message', (event: MessageEvent<SimulationRequest>) => {
  const { id, definition, input, mocks } = event.data
  run()
    .then(answer => self.postMessage(answer))
    .catch((error: unknown) => self.postMessage({ id, events: [], problem: error instanceof Error ? error.message : String(error) }))

  async function run(): Promise<SimulationAnswer> {
    const { history, end } = await simulate(definition, {
      input,
      answer: ({ stateName }) => {
        const mock = mocks[stateName] ?? {}
        if (isFailure(mock)) return { error: String(mock['Error']), cause: String(mock['Cause'] ?? ''), afterSeconds: 0.2 }
        return { output: mock, afterSeconds: 0.2 }
      },
    })
    return { id, events: history, ...(end ? { end: end as NonNullable<SimulationAnswer['end']> } : {}) }
  }
})

function isFailure(mock: Json): mock is { [key: string]: Json } {
  return typeof mock === 'object' && mock !== null && !Array.isArray(mock) && typeof mock['Error'] === 'string'
}
