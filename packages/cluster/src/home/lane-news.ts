import type { ExecutionRecord, Feed, FeedEntry, Journal, LaneState, Runtime, TurnNotice } from '@pasos/engine'
import { homeLane, type SharedReads } from '../ports.ts'

/** What happens to executions in lanes besides the home's, read from their feeds: a moment after it was committed. */
export interface LaneNews {
  subscribe: Runtime['subscribe']
  /** Waits from now on for an execution's end. */
  whenEnded(executionArn: string): { told: Promise<void>; forget(): void }
  /** How far a lane's feed has been told. */
  placeOf(lane: number): number
  /** Told of every page, before anybody else. */
  onEntries(lane: number, told: (entries: readonly FeedEntry[]) => void): () => void
  countRunning(stateMachineArn?: string): number
  look(lanes: readonly LaneState[]): Promise<void>
}

const pageSize = 500
/** While so much happens that counting takes its time, it is counted seldom. */
const countShare = 20
/** Between two notes of how far each lane is known. */
const noteMs = 1_000

export interface LaneNewsOptions {
  shared: Pick<SharedReads, 'readFeed' | 'runningBeside'>
  /** The home's: what its own notes have not passed yet stays in the lanes' feeds. */
  journal: Pick<Journal, 'find'> & Pick<Feed, 'moveFeedCursor'>
  onDefect(error: unknown): void
}

export async function laneNews({ shared, journal, onDefect }: LaneNewsOptions, lanes: readonly LaneState[]): Promise<LaneNews> {
  const places = new Map(lanes.map(({ lane, feed }) => [lane, feed]))
  const all = new Set<(notice: TurnNotice) => void>()
  const one = new Map<string, Set<(notice: TurnNotice) => void>>()
  const waiting = new Map<string, Set<() => void>>()
  const followers = new Map<number, Set<(entries: readonly FeedEntry[]) => void>>()
  let counts = new Map<string, number>()
  let countAgainAt = 0
  let isCounted = false
  const noted = new Map<number, number>()
  let noteAgainAt = 0

  const count = async (): Promise<void> => {
    const began = performance.now()
    counts = new Map((await shared.runningBeside(homeLane)).map(each => [each.stateMachineArn, each.count]))
    isCounted = true
    countAgainAt = performance.now() + (performance.now() - began) * countShare
  }
  await count()

  /** Whoever packs histories leaves what is not known here yet. */
  const note = (): void => {
    if (performance.now() < noteAgainAt) return
    noteAgainAt = performance.now() + noteMs
    for (const [lane, place] of places) {
      if (lane === homeLane || noted.get(lane) === place) continue
      noted.set(lane, place)
      journal.moveFeedCursor(`news@${lane}`, place)
    }
  }
  note()

  const tell = (listeners: Iterable<(notice: TurnNotice) => void>, notice: TurnNotice): void => {
    for (const listener of listeners) {
      try {
        listener(notice)
      } catch (error) {
        onDefect(error)
      }
    }
  }

  /** Lists do without inputs and outputs; who follows one execution is told those too. */
  const announce = async ({ execution, events }: FeedEntry): Promise<void> => {
    const { executionArn } = execution
    tell(all, { record: asOfTurn({ execution, events }), events })
    const listeners = one.get(executionArn)
    if (listeners) {
      // Where it can't be read these miss a turn, and nobody else does: the page is not read again.
      const record = await journal.find(executionArn).then(found => found?.record, onDefect)
      if (record) tell(listeners, { record, events })
    }
    if (execution.status === 'RUNNING') return
    for (const told of waiting.get(executionArn) ?? []) told()
    waiting.delete(executionArn)
  }

  const readOn = async ({ lane, feed }: LaneState): Promise<void> => {
    for (let place = places.get(lane) ?? feed; place < feed; place = places.get(lane)!) {
      const { entries, last } = await shared.readFeed(lane, place, pageSize)
      if (entries.length > 0 && performance.now() >= countAgainAt) await count()
      for (const told of followers.get(lane) ?? []) told(entries)
      places.set(lane, last)
      for (const entry of entries) await announce(entry)
    }
  }

  return {
    subscribe(listener, executionArn) {
      if (executionArn === undefined) {
        all.add(listener)
        return () => all.delete(listener)
      }
      return kept(one, executionArn, listener)
    },
    whenEnded(executionArn) {
      const { promise, resolve } = Promise.withResolvers<void>()
      return { told: promise, forget: kept(waiting, executionArn, resolve) }
    },
    placeOf: lane => places.get(lane) ?? 0,
    onEntries: (lane, told) => kept(followers, lane, told),
    countRunning: machine =>
      machine === undefined ? [...counts.values()].reduce((sum, each) => sum + each, 0) : (counts.get(machine) ?? 0),
    async look(seen) {
      const behind = seen.filter(({ lane, feed }) => lane !== homeLane && feed > (places.get(lane) ?? 0))
      isCounted &&= behind.length === 0
      for (const state of behind) await readOn(state)
      note()
      if (!isCounted && performance.now() >= countAgainAt) await count()
    },
  }
}

const ends: ReadonlySet<string> = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'])

/** When it is read, the execution may be further than the turn that is told of. */
function asOfTurn({ execution: { stopDate, ...execution }, events }: FeedEntry): ExecutionRecord {
  if (stopDate !== undefined && events.some(({ type }) => ends.has(type))) return { ...execution, stopDate, input: '' }
  return { ...execution, status: 'RUNNING', input: '' }
}

/** Keeps a listener under a key until the answer is called. */
function kept<K, L>(under: Map<K, Set<L>>, key: K, listener: L): () => void {
  const listeners = under.get(key) ?? new Set()
  under.set(key, listeners.add(listener))
  return () => {
    if (listeners.delete(listener) && listeners.size === 0) under.delete(key)
  }
}
