import type { DynamicField, MapState } from '../definition/program.ts'
import type { Json } from '../json.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import type { MapRunSettings } from '../map-run/map-run.ts'
import { numberOfMap } from './field.ts'

/**
 * How many iterations are wanted at a time, as it is told; 0 stands for as many as may be. A wrong concurrency fails the state before it
 * has started, a wrong tolerance thereafter.
 */
export function readConcurrency(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): number {
  const wanted = readNumber(run, frame, state.maxConcurrency, input) ?? 0
  run.env.inspector?.stage('maxConcurrency', wanted)
  return wanted
}

/** The tolerances of a distributed Map. */
export function readTolerance(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): Omit<MapRunSettings, 'maxConcurrency'> {
  const count = readNumber(run, frame, state.toleratedCount, input)
  const percentage = readNumber(run, frame, state.toleratedPercentage, input)
  if (count !== undefined) run.env.inspector?.stage('toleratedFailureCount', count)
  if (percentage !== undefined) run.env.inspector?.stage('toleratedFailurePercentage', percentage)
  return {
    ...(count === undefined ? {} : { toleratedCount: count }),
    ...(percentage === undefined ? {} : { toleratedPercentage: percentage }),
  }
}

function readNumber(run: TurnBuilder, frame: ScopeFrame, field: DynamicField | undefined, input: Json): number | undefined {
  return field === undefined ? undefined : numberOfMap(run, frame, field, input)
}
