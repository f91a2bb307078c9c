import type { ItemReader, MapState } from '../definition/program.ts'
import { record } from '../history/record.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { JsonataTemplate } from '../jsonata/jsonata-template.ts'
import type { StepEvent } from '../machine/event.ts'
import type { MapSettings, ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import type { Template } from '../template/template.ts'
import { asNumber, evaluateField } from './field.ts'
import { readConcurrency, readSettings } from './map-settings.ts'
import { freshKey } from './timers.ts'

/** ItemReader: a task reads the items, without any event of its own. AWS gives such a Map the length 0. */
export function readItems(run: TurnBuilder, frame: ScopeFrame, state: MapState, reader: ItemReader, input: Json): Work | undefined {
  const request = requestOf(run, frame, reader, input)
  const config = configOf(run, frame, reader, input)
  const concurrency = readConcurrency(run, frame, state, input)
  record(run, frame, 'MapStateStarted', 'mapStateStartedEventDetails', { length: 0 })
  const settings = readSettings(run, frame, state, input, concurrency)
  const { mapRun } = settings
  if (mapRun !== undefined) record(run, frame, 'MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: mapRun.arn })
  const key = freshKey(run, frame)
  const source = sourceOf(reader, request)
  frame.wait = { for: 'task', key, hasTimeout: false, reading: source === undefined ? settings : { ...settings, source } }
  const task = { task: key, resource: reader.resource, input: request, stateName: state.name }
  run.commands.push({ type: 'RunTask', ...task, itemReader: { config } })
  return undefined
}

/** The reading task has ended: its answer is the list of items. */
export function itemsRead(frame: ScopeFrame, settings: MapSettings, event: Extract<StepEvent, { task: number }>): Work | undefined {
  const isOfRun = settings.mapRun !== undefined
  const failWith = (error: string, cause: string): Work => {
    frame.wait = undefined
    return { type: 'fail', frame: frame.id, failure: { error, cause, isOfRun } }
  }
  switch (event.type) {
    case 'TaskSucceeded':
      if (!Array.isArray(event.output)) return failWith('States.ItemReaderFailed', 'Attempting to map over non-iterable node.')
      frame.wait = undefined
      return { type: 'items', frame: frame.id, items: event.output, settings }
    case 'TaskFailed':
    case 'TaskSubmitFailed':
      return failWith(event.error, event.cause)
    case 'TaskStarted':
    case 'TaskSubmitted':
    case 'TaskHeartbeat':
      return undefined
  }
}

function requestOf(run: TurnBuilder, frame: ScopeFrame, reader: ItemReader, input: Json): Json {
  if (reader.request === undefined) return {}
  if (run.stateOf(frame).flow.language === 'JSONata')
    return (reader.request as JsonataTemplate).render(jsonataScope(run, frame, { input }), 'ItemReader/Arguments')
  return (reader.request as Template).render(new ScopeView(run, frame, input), run.env)
}

/** AWS: the URI of the object that is read, or of the bucket whose objects are listed. */
function sourceOf({ resource }: ItemReader, request: Json): string | undefined {
  if (!isJsonObject(request)) return undefined
  const { Bucket: bucket, Key: key } = request
  if (typeof bucket !== 'string') return undefined
  if (resource.endsWith(':listObjectsV2')) return `S3://${bucket}`
  return typeof key === 'string' ? `S3://${bucket}/${key}` : undefined
}

/** ReaderConfig with MaxItems evaluated. */
function configOf(run: TurnBuilder, frame: ScopeFrame, reader: ItemReader, input: Json): JsonObject {
  const { maxItems, config } = reader
  if (maxItems === undefined) return config
  const value = evaluateField(run, frame, maxItems, input)
  return { ...config, MaxItems: asNumber(maxItems, value) }
}
