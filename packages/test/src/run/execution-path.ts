import type { HistoryEvent } from '@pasos/asl'

/** A state that was entered. */
export interface PathStep {
  state: string
  /** The Maps' items and Parallels around it: `Orders[2]/`. */
  within: string
  /** Epoch milliseconds on the virtual clock. */
  at: number
  /** Where it came from: a state's name, or nothing at the beginning of a scope. */
  from: string | undefined
}

type Segments = readonly { owner: string; text: string }[]

/** The states that an execution entered, in their order, told by its history. */
export function pathOf(history: readonly HistoryEvent[], prefix = ''): PathStep[] {
  const places = new Map<number, Segments>()
  const byId = new Map<number, HistoryEvent>()
  const steps: PathStep[] = []
  for (const event of history) {
    byId.set(event.id, event)
    const previous = byId.get(event.previousEventId)
    const around = places.get(event.previousEventId) ?? []
    places.set(event.id, placeOf(event, previous, around))
    const entered = event['stateEnteredEventDetails']?.['name']
    if (typeof entered !== 'string') continue
    const within = prefix + (places.get(event.id) ?? []).map(({ text }) => text).join('')
    const from = previous?.['stateExitedEventDetails']?.['name']
    steps.push({ state: entered, within, at: event.timestamp, from: typeof from === 'string' ? from : undefined })
  }
  return steps
}

function placeOf(event: HistoryEvent, previous: HistoryEvent | undefined, around: Segments): Segments {
  const iteration = event['mapIterationStartedEventDetails']
  if (iteration !== undefined) {
    const owner = String(iteration['name'])
    return [...outOf(around, owner), { owner, text: `${owner}[${iteration['index']}]/` }]
  }
  const exited = event['stateExitedEventDetails']?.['name']
  if (typeof exited === 'string') return outOf(around, exited)
  if (event.type === 'ParallelStateStarted') {
    // After a retry it follows an event of the branch that failed.
    const entered = previous?.['stateEnteredEventDetails']?.['name'] ?? around.findLast(({ text }) => text.endsWith('|/'))?.owner
    const owner = String(entered ?? '')
    return [...outOf(around, owner), { owner, text: `${owner}|/` }]
  }
  return around
}

/** Without the place within a Map or Parallel, and what is deeper. */
function outOf(around: Segments, owner: string): Segments {
  const index = around.findIndex(segment => segment.owner === owner)
  return index < 0 ? around : around.slice(0, index)
}

/** An event with the state in whose visit it is, and the items of the Maps around that, the outermost first. */
export interface PlacedEvent {
  event: HistoryEvent
  state: string | undefined
  indexes: readonly number[]
}

export function placedEvents(history: readonly HistoryEvent[]): PlacedEvent[] {
  const places = new Map<number, Segments>()
  const states = new Map<number, string | undefined>()
  const byId = new Map<number, HistoryEvent>()
  return history.map(event => {
    byId.set(event.id, event)
    const around = placeOf(event, byId.get(event.previousEventId), places.get(event.previousEventId) ?? [])
    places.set(event.id, around)
    const entered = event['stateEnteredEventDetails']?.['name']
    const state = typeof entered === 'string' ? entered : states.get(event.previousEventId)
    states.set(event.id, event['stateExitedEventDetails'] === undefined ? state : undefined)
    const indexes = around.flatMap(({ text }) =>
      /\[(\d+)\]\/$/.exec(text)?.[1] === undefined ? [] : [Number(/\[(\d+)\]\/$/.exec(text)![1])],
    )
    return { event, state, indexes }
  })
}
