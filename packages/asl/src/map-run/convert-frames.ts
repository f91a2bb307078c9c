import type { Program } from '../definition/program.ts'
import type { Json } from '../json.ts'
import type { StartChild } from '../machine/command.ts'
import { Datum } from '../machine/datum.ts'
import type { AnyFrame, ItemsFrame, JoinFrame, ScopeFrame } from '../machine/frame-kinds.ts'
import type { Frame, FrameId, Snapshot, StepEnvironment } from '../machine/snapshot.ts'
import { TurnBuilder } from '../machine/turn-builder.ts'
import { effectiveInput } from '../step/leave-state.ts'
import { selectorView } from '../step/start-map-run.ts'
import type { MapRunSpec } from './map-run.ts'

/** The frames of a distributed Map as they were while its children were frames of their parent. */
type FormerJoin = JoinFrame & { run?: { arn: string; toleratedCount?: number; toleratedPercentage?: number } }
type FormerItems = ItemsFrame & { keys?: string[]; source?: string; isReady?: boolean }

/** What becomes of an execution whose distributed Maps have their children in its frames. */
export interface ConvertedMaps {
  frames: Frame[]
  removed: FrameId[]
  /** The Map Runs that take over; `finished`: what children have given already, by the index of their item. */
  mapRuns: { command: StartChild; finished: { first: number; output: Json }[] }[]
}

/**
 * Turns children in frames into Map Runs. What children had finished is kept; those under way are begun again, as their frames say
 * nothing that an execution of its own could go on from.
 */
export function convertDistributedMaps(program: Program, snapshot: Snapshot, env: StepEnvironment): ConvertedMaps {
  const run = new TurnBuilder(program, snapshot, env)
  const converted: ConvertedMaps = { frames: [], removed: [], mapRuns: [] }
  const frames = snapshot.frames as Map<FrameId, AnyFrame>
  for (const frame of frames.values()) {
    if (frame.kind !== 'scope' || frame.wait?.for !== 'join' || 'own' in frame || isInsideChild(frames, frame)) continue
    const join = frames.get(frame.wait.join) as FormerJoin | undefined
    if (join?.run === undefined) continue
    const items = frames.get(join.items ?? 0) as FormerItems | undefined
    if (items === undefined) continue
    converted.mapRuns.push({ command: commandOf(run, frame, join, items), finished: finishedOf(frames, join) })
    const wait = { for: 'child', key: frame.lastEvent, arn: join.run.arn, redriveCount: 0 } as const
    converted.frames.push({ ...frame, wait } as ScopeFrame)
    dropJoin(frames, join, converted.removed)
  }
  return converted
}

function isInsideChild(frames: ReadonlyMap<FrameId, AnyFrame>, frame: ScopeFrame): boolean {
  for (let scope: ScopeFrame | undefined = frame; scope?.join !== undefined; ) {
    const join = frames.get(scope.join) as FormerJoin | undefined
    if (join?.run !== undefined) return true
    scope = join === undefined ? undefined : (frames.get(join.owner) as ScopeFrame | undefined)
  }
  return false
}

function commandOf(run: TurnBuilder, frame: ScopeFrame, join: FormerJoin, { items, keys, source, isReady }: FormerItems): StartChild {
  const state = run.stateOf(frame)
  if (state.type !== 'Map') throw new Error(`State '${state.name}' has no Map Run`)
  const { arn, ...tolerance } = join.run!
  const { executionArn } = run.snapshot.execution
  const input = new Datum(frame.input)
  const effective = state.flow.language === 'JSONPath' ? effectiveInput(run, frame, state.flow, input).value : input.value
  const spec: MapRunSpec = {
    ...{ arn, executionArn, scope: frame.scope, state: state.name, childType: state.childType },
    items: { kind: 'listed', total: items.length },
    ...(source === undefined ? {} : { source }),
    // Items that are batches already have been through the selector.
    ...(state.itemSelector === undefined || isReady === true ? {} : { view: selectorView(run, frame, effective) }),
  }
  return {
    ...{ type: 'StartChild', child: frame.lastEvent, mapRun: spec, settings: { maxConcurrency: join.concurrency, ...tolerance } },
    items: { values: items, ...(keys === undefined ? {} : { keys }) },
  }
}

function finishedOf(frames: ReadonlyMap<FrameId, AnyFrame>, join: JoinFrame): { first: number; output: Json }[] {
  const finished: { first: number; output: Json }[] = []
  for (let first = 0; first < join.next; first++) {
    const child = frames.get(join.firstChild + first)
    if (child?.kind === 'output') finished.push({ first, output: child.output })
  }
  return finished
}

function dropJoin(frames: ReadonlyMap<FrameId, AnyFrame>, join: JoinFrame, removed: FrameId[]): void {
  for (let index = 0; index < join.next; index++) {
    const child = frames.get(join.firstChild + index)
    if (child === undefined) continue
    const inner = child.kind === 'scope' && child.wait?.for === 'join' ? frames.get(child.wait.join) : undefined
    if (inner?.kind === 'join') dropJoin(frames, inner, removed)
    removed.push(child.id)
  }
  if (join.items !== undefined) removed.push(join.items)
  removed.push(join.id)
}
