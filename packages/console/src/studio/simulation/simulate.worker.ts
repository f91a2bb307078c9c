import { type HistoryEvent, type Json, simulate } from '@pasos/asl'
import { answerOfMock, type MockedEnd } from './mocks.ts'

export interface SimulationRequest {
  id: number
  definition: string
  input: Json
  /** How tasks end, by state. */
  mocks: Readonly<Record<string, MockedEnd>>
}

export interface SimulationAnswer {
  id: number
  events: HistoryEvent[]
  /** Absent when it waits for ever. */
  end?: { status: string; output?: string; error?: string; cause?: string }
  problem?: string
  /** The simulator could not be loaded, or broke off. */
  isLost?: true
}

/** Plays an execution out with the language itself, away from the page's own thread. */
self.addEventListener('message', (event: MessageEvent<SimulationRequest>) => {
  const { id, definition, input, mocks } = event.data
  try {
    const { history, end } = simulate(definition, {
      input,
      writesResults: true,
      answer: ({ stateName }, { retryCount }) => answerOfMock(mocks[stateName], retryCount),
    })
    self.postMessage({ id, events: history, ...(end ? { end } : {}) })
  } catch (error) {
    self.postMessage({ id, events: [], problem: error instanceof Error ? error.message : String(error) })
  }
})
