import type { DynamicField, ItemBatcher, MapState } from '../definition/program.ts'
import type { Json, JsonObject } from '../json.ts'
import type { JsonataTemplate } from '../jsonata/jsonata-template.ts'
import { Datum } from '../machine/datum.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, mapItem, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import type { Template } from '../template/template.ts'
import { asNumber, evaluateField } from './field.ts'
import type { MapItems } from './map-items.ts'
import { selectItem } from './start-iteration.ts'

/** ItemBatcher: packs the selected items into inputs of the form `{ BatchInput, Items }`. */
export function batchItems(
  run: TurnBuilder,
  frame: ScopeFrame,
  state: MapState,
  batcher: ItemBatcher,
  found: MapItems,
  input: Json,
): Json[] {
  const limit = (field: DynamicField | undefined) =>
    field === undefined ? undefined : asNumber(field, evaluateField(run, frame, field, input))
  const maxItems = limit(batcher.maxItems)
  const maxBytes = limit(batcher.maxBytes)
  const shared = batchInput(run, frame, batcher, input)
  const batches = pack(selectItems(run, frame, state, found), shared, maxItems, maxBytes)
  run.env.inspector?.stage('afterItemBatcher', batches)
  return batches
}

function batchInput(run: TurnBuilder, frame: ScopeFrame, batcher: ItemBatcher, input: Json): Json | undefined {
  if (batcher.batchInput === undefined) return undefined
  const language = run.stateOf(frame).flow.language
  if (language === 'JSONata')
    return (batcher.batchInput as JsonataTemplate).render(jsonataScope(run, frame, { input }), 'ItemBatcher/BatchInput')
  return (batcher.batchInput as Template).render(new ScopeView(run, frame, input), run.env)
}

/** What the ItemSelector makes of each item. */
export function selectItems(run: TurnBuilder, frame: ScopeFrame, state: MapState, found: MapItems): Json[] {
  const selected = found.items.map((_, index) => selectItem(run, frame, state, mapItem(found, index)))
  if (state.itemSelector !== undefined) run.env.inspector?.stage('afterItemSelector', selected)
  return selected
}

/** A batch is closed before it would exceed either limit; one item that alone is too large still makes a batch. */
function pack(items: Json[], shared: Json | undefined, maxItems = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY): Json[] {
  const head: JsonObject = shared === undefined ? {} : { BatchInput: shared }
  const emptySize = JSON.stringify({ ...head, Items: [] }).length
  const batches: Json[] = []
  let batch: Json[] = []
  let size = emptySize
  for (const item of items) {
    const itemSize = new Datum(item).byteLength + 1
    if (batch.length > 0 && (batch.length >= maxItems || size + itemSize > maxBytes)) {
      batches.push({ ...head, Items: batch })
      batch = []
      size = emptySize
    }
    batch.push(item)
    size += itemSize
  }
  if (batch.length > 0) batches.push({ ...head, Items: batch })
  return batches
}
