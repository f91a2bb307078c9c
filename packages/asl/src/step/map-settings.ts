import type { DynamicField, MapState } from '../definition/program.ts'
import type { Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { MapRun, MapSettings, ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import { asNumber, countRange, evaluateField, type NumberRange } from './field.ts'

const shareRange: NumberRange = { min: 0, max: 100 }

/** MaxConcurrency and the tolerances; a distributed Map gets the name of its run. */
export function readSettings(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): MapSettings {
  const number = (field: DynamicField | undefined, kind: 'integer' | 'float', range = countRange) =>
    field === undefined ? undefined : asNumber(field, evaluateField(run, frame, field, input), kind, range)
  const wanted = number(state.maxConcurrency, 'integer')
  const count = number(state.toleratedCount, 'integer')
  const percentage = number(state.toleratedPercentage, 'float', shareRange)
  // States language: the count must be non-negative. A negative concurrency behind a path stands for no limit, as 0 does.
  if (count !== undefined && count < 0) throw new StatesFailure('States.Runtime', 'ToleratedFailureCount cannot be negative.')
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    throw new StatesFailure('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.')
  inspect(run, wanted, count, percentage)
  // AWS: an inline Map runs 40 iterations at a time at most, a distributed one 10,000.
  const most = state.isDistributed ? 10_000 : run.env.limits.inlineMapConcurrency
  const concurrency = wanted === undefined || wanted <= 0 ? most : Math.min(wanted, most)
  return state.isDistributed ? { concurrency, mapRun: newMapRun(run, state, count, percentage) } : { concurrency }
}

function inspect(run: TurnBuilder, wanted: number | undefined, count: number | undefined, percentage: number | undefined): void {
  const { inspector } = run.env
  if (inspector === undefined) return
  inspector.stage('maxConcurrency', wanted ?? 0)
  if (count !== undefined) inspector.stage('toleratedFailureCount', count)
  if (percentage !== undefined) inspector.stage('toleratedFailurePercentage', percentage)
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
