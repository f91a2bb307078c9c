import type { MapState } from '../definition/program.ts'
import { record } from '../history/record.ts'
import type { Json } from '../json.ts'
import { Datum } from '../machine/datum.ts'
import type { JoinFrame, MapSettings, ScopeFrame } from '../machine/frame-kinds.ts'
import type { BeginIterations, TurnBuilder, Work } from '../machine/turn-builder.ts'
import { batchItems } from './batch-items.ts'
import { effectiveInput } from './leave-state.ts'
import { findItems, type MapItems } from './map-items.ts'
import { readConcurrency, readSettings } from './map-settings.ts'
import { readItems } from './read-items.ts'

/** Map: one iteration for each item, as many at a time as MaxConcurrency allows. */
export function runMap(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Datum): Work | undefined {
  const { flow } = state
  const effective = flow.language === 'JSONPath' ? effectiveInput(run, frame, flow, input).value : input.value
  if (state.reader !== undefined) return readItems(run, frame, state, state.reader, effective)
  const found = findItems(run, frame, state, effective)
  // AWS: a wrong concurrency fails the state before it has started, a wrong tolerance thereafter.
  const concurrency = readConcurrency(run, frame, state, effective)
  record(run, frame, 'MapStateStarted', 'mapStateStartedEventDetails', { length: found.items.length })
  const settings = readSettings(run, frame, state, effective, concurrency)
  const { mapRun } = settings
  if (mapRun !== undefined) record(run, frame, 'MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: mapRun.arn })
  return startChildren(run, frame, state, settings, found, effective)
}

/** The items of a distributed Map have been read. */
export function beginIterations(run: TurnBuilder, { frame: id, items, settings }: BeginIterations): Work | undefined {
  const frame = run.editScope(id)
  const state = run.stateOf(frame)
  if (state.type !== 'Map') throw new Error(`State '${state.name}' has no iterations`)
  const input = new Datum(frame.input)
  const effective = state.flow.language === 'JSONPath' ? effectiveInput(run, frame, state.flow, input).value : input.value
  const { source } = settings
  return startChildren(run, frame, state, settings, source === undefined ? { items } : { items, source }, effective)
}

function startChildren(
  run: TurnBuilder,
  frame: ScopeFrame,
  state: MapState,
  settings: MapSettings,
  found: MapItems,
  input: Json,
): Work | undefined {
  const batches = state.batcher === undefined ? undefined : batchItems(run, frame, state, state.batcher, found, input)
  return openJoin(run, frame, settings, found, batches)
}

/** Sets the iterations up; as many as may run at a time are started. */
function openJoin(
  run: TurnBuilder,
  frame: ScopeFrame,
  settings: MapSettings,
  found: MapItems,
  batches: Json[] | undefined,
): Work | undefined {
  const items = batches ?? found.items
  const total = items.length
  // A Map without items is over at once.
  if (total === 0) return { type: 'joined', owner: frame.id, result: new Datum([]) }
  const id = run.reserve(2)
  const join: JoinFrame = {
    id,
    kind: 'join',
    owner: frame.id,
    items: id + 1,
    firstChild: run.reserve(total),
    total,
    next: 0,
    succeeded: 0,
    failed: 0,
    concurrency: settings.concurrency,
  }
  if (settings.mapRun !== undefined) join.run = settings.mapRun
  run.put(join)
  run.put({ ...found, id: id + 1, kind: 'items', items, isReady: batches !== undefined })
  frame.wait = { for: 'join', join: id }
  const slots = Math.min(total, settings.concurrency)
  for (let slot = 0; slot < slots; slot++) run.enqueue({ type: 'iterate', join: id, previous: frame.lastEvent })
  return undefined
}
