import type { DynamicField, MapState } from '../definition/program.ts'
import type { Json } from '../json.ts'
import type { MapRun, MapSettings, ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import { asNumber, evaluateField } from './field.ts'

/**
 * How many iterations may run at a time. AWS: at most 40 of an inline Map and 10,000 of a distributed one; 0 stands for as many as that.
 */
export function readConcurrency(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): number {
  const wanted = readNumber(run, frame, state.maxConcurrency, input) ?? 0
  run.env.inspector?.stage('maxConcurrency', wanted)
  const most = state.isDistributed ? 10_000 : run.env.limits.inlineMapConcurrency
  return wanted === 0 ? most : Math.min(wanted, most)
}

/** The tolerances; a distributed Map gets the name of its run. */
export function readSettings(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json, concurrency: number): MapSettings {
  const count = readNumber(run, frame, state.toleratedCount, input)
  const percentage = readNumber(run, frame, state.toleratedPercentage, input)
  if (count !== undefined) run.env.inspector?.stage('toleratedFailureCount', count)
  if (percentage !== undefined) run.env.inspector?.stage('toleratedFailurePercentage', percentage)
  return state.isDistributed ? { concurrency, mapRun: newMapRun(run, state, count, percentage) } : { concurrency }
}

function readNumber(run: TurnBuilder, frame: ScopeFrame, field: DynamicField | undefined, input: Json): number | undefined {
  return field === undefined ? undefined : asNumber(field, evaluateField(run, frame, field, input))
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
