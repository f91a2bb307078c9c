import type { DynamicField, MapState } from '../definition/program.ts'
import { record } from '../history/record.ts'
import { isJsonObject, type Json } from '../json.ts'
import { Datum } from '../machine/datum.ts'
import { after, type Eventually } from '../machine/eventually.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { JoinFrame, MapRun, ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { findOrFail } from '../path/path.ts'
import { batchItems } from './batch-items.ts'
import { asNumber, evaluateField, unexpectedType } from './field.ts'
import { effectiveInput } from './leave-state.ts'

/** What a Map goes over; `keys` are the members' names when that is an object. */
export interface MapItems {
  readonly items: Json[]
  readonly keys?: string[]
}

/** Map: one iteration for each item, as many at a time as MaxConcurrency allows. */
export function runMap(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Datum): Eventually<Work | undefined> {
  const { flow } = state
  const effective = flow.language === 'JSONPath' ? effectiveInput(run, frame, flow, input) : input
  return after(findItems(run, frame, state, effective.value), found => beginMap(run, frame, state, effective.value, found))
}

/** Begins the iterations once the items are known. */
function beginMap(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json, found: MapItems): Eventually<Work | undefined> {
  const started = record(run, frame, 'MapStateStarted', 'mapStateStartedEventDetails', { length: found.items.length })
  return after(readSettings(run, frame, state, input), settings =>
    after(state.batcher === undefined ? undefined : batchItems(run, frame, state, state.batcher, found, input), batches => {
      const { mapRun } = settings
      if (mapRun !== undefined) record(run, frame, 'MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: mapRun.arn })
      return openJoin(run, frame, settings, found, batches, started)
    }),
  )
}

interface MapSettings {
  concurrency: number
  mapRun: MapRun | undefined
}

function openJoin(
  run: TurnBuilder,
  frame: ScopeFrame,
  settings: MapSettings,
  found: MapItems,
  batches: Json[] | undefined,
  started: number,
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
  run.put({ id: id + 1, kind: 'items', items, isReady: batches !== undefined, ...(found.keys === undefined ? {} : { keys: found.keys }) })
  frame.wait = { for: 'join', join: id }
  const slots = Math.min(total, settings.concurrency)
  for (let slot = 0; slot < slots; slot++) run.enqueue({ type: 'iterate', join: id, previous: started })
  return undefined
}

function findItems(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): Eventually<MapItems> {
  const { items, itemsPath } = state
  if (items !== undefined) {
    return after(items.template.render(jsonataScope(run, frame, { input }), 'Items'), value => {
      if (Array.isArray(value)) return { items: value }
      if (state.isDistributed && isJsonObject(value)) return membersOf(value)
      throw unexpectedType(items.text, 'Items', 'array', value)
    })
  }
  const value = itemsPath === undefined ? input : findOrFail(itemsPath, new ScopeView(run, frame, input))
  if (Array.isArray(value)) return { items: value }
  if (state.isDistributed && isJsonObject(value)) return membersOf(value)
  if (state.flow.language === 'JSONata')
    throw new StatesFailure('States.QueryEvaluationError', `Map state input must be an array but was: ${JSON.stringify(value)}`)
  throw new StatesFailure('States.Runtime', `Reference path "${itemsPath?.text ?? '$'}" must point to array.`)
}

function membersOf(value: { [key: string]: Json }): MapItems {
  return { items: Object.values(value), keys: Object.keys(value) }
}

function readSettings(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): Eventually<MapSettings> {
  const number = (field: DynamicField | undefined, kind: 'integer' | 'float') =>
    field === undefined ? undefined : after(evaluateField(run, frame, field, input), value => asNumber(field, value, kind))
  return after(number(state.maxConcurrency, 'integer'), wanted =>
    after(number(state.toleratedCount, 'integer'), count =>
      after(number(state.toleratedPercentage, 'float'), percentage => {
        if (percentage !== undefined && (percentage < 0 || percentage > 100))
          throw new StatesFailure('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.')
        // AWS: an inline Map runs 40 iterations at a time at most, a distributed one 10,000.
        const most = state.isDistributed ? 10_000 : run.env.limits.inlineMapConcurrency
        const concurrency = wanted === undefined || wanted <= 0 ? most : Math.min(wanted, most)
        return { concurrency, mapRun: state.isDistributed ? newMapRun(run, state, count, percentage) : undefined }
      }),
    ),
  )
}

function newMapRun(run: TurnBuilder, state: MapState, count: number | undefined, percentage: number | undefined): MapRun {
  const { stateMachineName, stateMachineArn } = run.snapshot.execution
  const partition = stateMachineArn.split(':')[1] ?? 'aws'
  const label = state.label ?? run.env.uuid()
  const arn = `arn:${partition}:states:${run.env.region}:${run.env.accountId}:mapRun:${stateMachineName}/${label}:${run.env.uuid()}`
  const mapRun: MapRun = { arn }
  if (count !== undefined) mapRun.toleratedCount = count
  if (percentage !== undefined) mapRun.toleratedPercentage = percentage
  return mapRun
}
