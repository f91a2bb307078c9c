import type {
  BatchRule,
  ChildrenRedriven,
  ChildStatus,
  MapRun,
  MapRunCommand,
  MapRunEvent,
  MapRunFailure,
  MapRunSettings,
  Tally,
} from './map-run.ts'
import { addPage, feedFrom, takeChild } from './take-child.ts'
import { isOverTolerance, toleranceExceeded } from './tolerance.ts'

/** What an advance may use: the rest of the world as the reducer sees it. */
export interface MapRunEnvironment {
  /** Epoch milliseconds. */
  now: number
  batch: BatchRule | undefined
  /** A ResultWriter exports the results: AWS has it do so for Map Runs that fail or are stopped, too. */
  exports: boolean
  /** How much JSON text of inputs, in characters, may be taken into memory now; a child begins while this is above zero, whatever its size. */
  bytes: number
  /** How many children may begin now, apart from the settings. */
  most: number
}

export interface Advanced {
  run: MapRun
  commands: MapRunCommand[]
}

/** Items asked for at a time. */
export const pageSize = 1_000

/** @param total the number of items, when it is known already */
export function newMapRun(settings: MapRunSettings, startDate: number, total: number | undefined): MapRun {
  return {
    ...{ status: 'RUNNING', phase: 'starting', settings, redriveCount: 0, startDate },
    ...{ items: emptyTally(), executions: emptyTally(), notRedrivable: { items: 0, executions: 0 } },
    ...{ feed: feedFrom(undefined, []), isReading: false, isRedriving: false, isHeld: false, isRedriveDue: false },
    ...(total === undefined ? {} : { total }),
  }
}

export function emptyTally(): Tally {
  return { running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, pendingRedrive: 0 }
}

/** Takes an event in and says what is to be done. Pure: the run given is left as it was. */
export function advance(before: MapRun, event: MapRunEvent, environment: MapRunEnvironment): Advanced {
  const run: MapRun = { ...before, items: { ...before.items }, executions: { ...before.executions } }
  const commands: MapRunCommand[] = []
  take(run, event, environment, commands)
  goOn(run, environment, commands)
  return { run, commands }
}

function take(run: MapRun, event: MapRunEvent, { now }: MapRunEnvironment, commands: MapRunCommand[]): void {
  switch (event.type) {
    case 'PageRead':
      run.isReading = false
      run.feed = addPage(run.feed, event)
      if (event.total !== undefined) run.total = event.total
      else if (event.isLast) run.total = run.feed.item + run.feed.items.length
      return
    case 'Failed':
      run.isReading = false
      fail(run, event.failure, commands, now)
      return
    case 'ChildEnded':
      childEnded(run, event.status, event.count)
      return
    case 'ChildrenRedriven':
      childrenRedriven(run, event, commands)
      if (event.failure !== undefined) fail(run, event.failure, commands, now)
      return
    case 'SettingsChanged':
      if (run.status === 'RUNNING') run.settings = { ...run.settings, ...event.settings }
      return
    case 'Stopped':
      stopAsked(run, event.redriveCount, commands, now)
      return
    case 'Redriven':
      redriveAsked(run, event.redriveCount, commands, now)
      return
    case 'ResultsCollected':
      if (run.phase === 'collecting') end(run, 'SUCCEEDED', now, commands)
      return
    case 'ResultsExported':
      if (run.phase === 'exporting') over(run, now, commands)
      return
    case 'Resumed':
      // What a former process had begun to stop is still to be stopped.
      if (run.phase === 'stopping' && run.executions.running > 0) commands.push({ type: 'StopChildren' })
      return
  }
}

/** Does what the present state of affairs allows. */
function goOn(run: MapRun, environment: MapRunEnvironment, commands: MapRunCommand[]): void {
  run.isHeld = false
  if (run.phase === 'starting' && isOverTolerance(run)) fail(run, toleranceExceeded, commands, environment.now)
  if (run.phase === 'starting') startChildren(run, environment, commands)
  // What was found for a redrive just now is running soon, and must be waited for.
  if (run.executions.running > 0 || run.isRedriving) return
  if (run.phase === 'stopping') {
    if (environment.exports && !run.isRedriveDue && hasResults(run)) {
      run.phase = 'exporting'
      commands.push({ type: 'ExportResults' })
      return
    }
    over(run, environment.now, commands)
    if (run.status === 'RUNNING') goOn(run, environment, commands)
  } else if (run.phase === 'starting' && isExhausted(run)) {
    run.phase = 'collecting'
    commands.push({ type: 'CollectResults' })
  }
}

/** It has failed or was stopped, and nothing of it runs any more. */
function over(run: MapRun, now: number, commands: MapRunCommand[]): void {
  end(run, run.failure === undefined ? 'ABORTED' : 'FAILED', now, commands)
  if (run.isRedriveDue) redrive(run, now)
}

/** A Map Run that found no items has nothing to tell. */
function hasResults({ executions, feed }: MapRun): boolean {
  return feed.items.length > 0 || Object.values(executions).some(count => count > 0)
}

/** Developer guide, "Quotas": child executions of a Map Run at a time. */
const mostChildren = 10_000

function startChildren(run: MapRun, { batch, bytes, most }: MapRunEnvironment, commands: MapRunCommand[]): void {
  const atATime = Math.min(run.settings.maxConcurrency || mostChildren, mostChildren)
  let room = Math.min(atATime - run.executions.running, most)
  if (room <= 0 || run.isRedriving) return
  if (run.executions.pendingRedrive > 0) {
    if (bytes <= 0) run.isHeld = true
    else {
      run.isRedriving = true
      commands.push({ type: 'RedriveChildren', most: Math.min(room, pageSize) })
    }
    return
  }
  let rest = bytes
  while (room > 0) {
    if (rest <= 0) {
      run.isHeld = !isExhausted(run)
      return
    }
    const { feed, child } = takeChild(run.feed, batch)
    run.feed = feed
    if (child === undefined) {
      read(run, commands)
      return
    }
    commands.push({ type: 'StartChild', child })
    run.items.running += child.count
    run.executions.running++
    rest -= child.input.text.length
    room--
  }
}

function read(run: MapRun, commands: MapRunCommand[]): void {
  const { next, item, items, isLast } = run.feed
  if (isLast || run.isReading) return
  run.isReading = true
  commands.push({ type: 'ReadItems', item: item + items.length, most: pageSize, ...(next === undefined ? {} : { cursor: next }) })
}

/** Every item has had its child. */
function isExhausted({ feed, executions, isReading }: MapRun): boolean {
  return !isReading && feed.isLast && feed.at >= feed.items.length && executions.pendingRedrive === 0
}

function childEnded(run: MapRun, status: ChildStatus, count: number): void {
  add(run, 'running', -1, -count)
  add(run, tallied[status], 1, count)
}

const tallied = { SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const satisfies Record<
  ChildStatus,
  keyof Tally
>

function childrenRedriven(run: MapRun, { redriven, refused, isLast }: ChildrenRedriven, commands: MapRunCommand[]): void {
  run.isRedriving = false
  // It was stopped while they were being looked for.
  if (run.phase === 'stopping' && redriven.length > 0) commands.push({ type: 'StopChildren' })
  for (const { count } of redriven) {
    add(run, 'pendingRedrive', -1, -count)
    add(run, 'running', 1, count)
  }
  for (const { count } of refused) {
    add(run, 'pendingRedrive', -1, -count)
    add(run, 'failed', 1, count)
    run.notRedrivable = { items: run.notRedrivable.items + count, executions: run.notRedrivable.executions + 1 }
  }
  if (!isLast) return
  run.items.pendingRedrive = 0
  run.executions.pendingRedrive = 0
}

function add(run: MapRun, member: keyof Tally, executions: number, items: number): void {
  run.executions[member] += executions
  run.items[member] += items
}

function fail(run: MapRun, failure: MapRunFailure, commands: MapRunCommand[], now: number): void {
  if (run.phase !== 'starting' && run.phase !== 'collecting') return
  run.failure = failure
  // Its results can't be had: nothing runs any more, and there is nothing to write.
  if (run.phase === 'collecting') {
    end(run, 'FAILED', now, commands)
    return
  }
  run.phase = 'stopping'
  commands.push({ type: 'StopChildren' })
}

/** How many redrives it knows of, with one that waits for the last children to stop. */
export function redrivesAsked({ redriveCount, isRedriveDue }: Pick<MapRun, 'redriveCount' | 'isRedriveDue'>): number {
  return isRedriveDue ? redriveCount + 1 : redriveCount
}

function stopAsked(run: MapRun, redriveCount: number, commands: MapRunCommand[], now: number): void {
  // A process that died has left the last of what was asked: the redrive that this stops was never told.
  if (redriveCount > redrivesAsked(run)) redriveAsked(run, redriveCount, commands, now)
  if (redriveCount === redrivesAsked(run)) stop(run, commands)
}

function stop(run: MapRun, commands: MapRunCommand[]): void {
  // The redrive that has not begun yet is over with that; it counts, as its parent has counted it.
  if (run.isRedriveDue) {
    run.isRedriveDue = false
    run.redriveCount++
  }
  if (run.phase !== 'starting' && run.phase !== 'collecting') return
  run.phase = 'stopping'
  commands.push({ type: 'StopChildren' })
}

function redriveAsked(run: MapRun, redriveCount: number, commands: MapRunCommand[], now: number): void {
  if (redriveCount <= redrivesAsked(run)) return
  // Whoever redrives has stopped it, or seen it end.
  if (run.phase === 'starting' || run.phase === 'collecting') stop(run, commands)
  run.redriveCount = redriveCount - 1
  if (run.phase === 'ended') redrive(run, now)
  else run.isRedriveDue = true
}

/** AWS: what was unsuccessful runs again, and the items that had no child yet get theirs. */
function redrive(run: MapRun, now: number): void {
  run.isRedriveDue = false
  for (const tally of [run.items, run.executions]) {
    // Those that the redrive before had not come to yet are among them.
    tally.pendingRedrive += tally.failed + tally.timedOut + tally.aborted
    tally.failed = 0
    tally.timedOut = 0
    tally.aborted = 0
  }
  run.status = 'RUNNING'
  run.phase = 'starting'
  run.redriveCount++
  run.redriveDate = now
  run.notRedrivable = { items: 0, executions: 0 }
  delete run.failure
  delete run.stopDate
}

function end(run: MapRun, status: MapRun['status'], now: number, commands: MapRunCommand[]): void {
  run.phase = 'ended'
  run.status = status
  run.stopDate = now
  commands.push({ type: 'End' })
}
