import type { MapState } from '../definition/program.ts'
import { isJsonObject, type Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import { findOrFail } from '../path/path.ts'
import { memberOf, putMember } from '../spelled-numbers.ts'
import { unexpectedType } from './field.ts'

/** What a Map goes over; `keys` are the members' names when that is an object. */
export interface MapItems {
  readonly items: Json[]
  readonly keys?: string[]
  /** What an ItemReader read them from. */
  readonly source?: string
}

/** Items, ItemsPath or the state's input. AWS: only a distributed Map goes over an object too. */
export function findItems(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): MapItems {
  const { items, itemsPath } = state
  if (items !== undefined) {
    const value = items.template.render(jsonataScope(run, frame, { input }), 'Items')
    if (Array.isArray(value)) return { items: value }
    if (state.isDistributed && isJsonObject(value)) return membersOf(value)
    throw unexpectedType(items.text, 'Items', 'array', value)
  }
  const value = itemsPath === undefined ? input : findOrFail(itemsPath, new ScopeView(run, frame, input))
  if (state.flow.language === 'JSONPath') run.env.inspector?.stage('afterItemsPath', value)
  if (Array.isArray(value)) return { items: value }
  if (state.isDistributed && isJsonObject(value)) return membersOf(value)
  if (state.flow.language === 'JSONata')
    throw new StatesFailure('States.QueryEvaluationError', `Map state input must be an array but was: ${JSON.stringify(value)}`)
  // AWS: a path into the context object loses a `$` here.
  const path = (itemsPath?.text ?? '$').replace(/^\$\$/, () => '$')
  throw new StatesFailure('States.Runtime', `Reference path "${path}" must point to array.`)
}

/** The members of an object as items, in their order. */
export function membersOf(value: { readonly [key: string]: Json }): { items: Json[]; keys: string[] } {
  const keys = Object.keys(value)
  const items: Json[] = []
  for (const [index, key] of keys.entries()) putMember(items, index, memberOf(value, key, value[key]!))
  return { items, keys }
}
