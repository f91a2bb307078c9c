import type { DynamicField, ItemBatcher } from '../definition/program.ts'
import type { Json } from '../json.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import type { BatchRule } from '../map-run/map-run.ts'
import { numberOfMap } from './field.ts'
import { renderRequest } from './request.ts'

/** ItemBatcher, evaluated: how many items, how many bytes, and what stands beside them. */
export function batchRule(run: TurnBuilder, frame: ScopeFrame, batcher: ItemBatcher, input: Json): BatchRule {
  const limit = (field: DynamicField | undefined) => (field === undefined ? undefined : numberOfMap(run, frame, field, input))
  const maxItems = limit(batcher.maxItems)
  const maxBytes = limit(batcher.maxBytes)
  const shared =
    batcher.batchInput === undefined ? undefined : renderRequest(run, frame, batcher.batchInput, input, 'ItemBatcher/BatchInput')
  return {
    ...(maxItems === undefined ? {} : { maxItems }),
    // AWS: whatever is written, a batch is never larger than an input may be.
    maxBytes: Math.min(maxBytes ?? Number.POSITIVE_INFINITY, run.env.limits.payloadBytes),
    ...(shared === undefined ? {} : { input: shared }),
  }
}
