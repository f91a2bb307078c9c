import {
  advance,
  type ChildOutcome,
  type ChildStatus,
  emptyTally,
  type MapRunCommand,
  type MapRunEvent,
  type MapRunSettings,
  mapStateOf,
  type Program,
  parseJson,
  redrivesAsked,
  restoreMapRun,
  type StoredMapRun,
  storeMapRun,
  Watermark,
} from '@pasos/asl'
import type { Clock, Pace } from '../ports/clock.ts'
import type { Done, ExecutionNumber, Journal } from '../ports/journal.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'
import type { ItemSource, KeptMapRun, MapRunAsked, MapRunJournal, MapRunNumber, MapRunWrite, ResultSink } from '../ports/map-runs.ts'
import type { ExecutionRecord, MapRunRecord } from '../ports/runtime.ts'
import { exclusively } from '../runtime/exclusively.ts'
import type { Programs } from '../runtime/programs.ts'
import type { Delivery, Run } from '../runtime/run.ts'
import { collectResults, exportResults, proveWriter } from './collect-results.ts'
import { describeMapRun } from './describe-map-run.ts'
import type { MapRunActor, MapRunOwner } from './map-run-actor.ts'
import type { MapRunChildren } from './map-run-children.ts'
import type { MemoryBudget } from './memory-budget.ts'
import { readPage } from './read-page.ts'
import { restoredMapRun } from './restore-map-run.ts'

/** Map Runs on one machine: actors beside their parent executions and their children. */
export interface MapRuns {
  /** What a turn of `parent` that is on disk did to its Map Runs. */
  afterCommit(parent: Run, writes: readonly MapRunWrite[]): void
  /** The end of a child is on disk. */
  childEnded(record: ExecutionRecord): void
  /** A child's start can't be kept. */
  childRefused(actor: MapRunActor, error: Error): void
  /** There may be memory for more children. */
  freed(): void
  /** `ended`: nothing can be changed any more. */
  update(arn: string, settings: Partial<MapRunSettings>): Promise<'updated' | 'ended' | 'unknown'>
  describe(arn: string): Promise<MapRunRecord | undefined>
  /** In the order of their starts. */
  of(parent: ExecutionNumber): Promise<MapRunRecord[]>
  /** Goes on with what a former process left; to be called before anything can happen to children. */
  recover(): Promise<void>
  close(): void
}

/**
 * How far children may run ahead of the oldest one that is not on disk yet. An Express child is written when it ends, so a slow one
 * holds the position back from which a restart would read again; this bounds what must be remembered meanwhile.
 */
const mostUnstored = 100_000
const openPage = 100

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export function mapRuns(options: {
  journal: Pick<Journal, 'record'> & MapRunJournal
  clock: Clock
  definitions: Pick<Programs, 'load'>
  children: MapRunChildren
  budget: MemoryBudget
  sources: readonly ItemSource[]
  sinks: readonly ResultSink[]
  pace: Pace
  longExpressions: LongExpressions | undefined
  environment: (number: ExecutionNumber, executionArn: string) => MapRunOwner['environment']
  /** An event for an execution wherever it is. */
  send: (number: ExecutionNumber, delivery: Delivery) => void
  onDefect: (error: unknown) => void
}): MapRuns {
  const { journal, clock, definitions, children, budget, sinks, environment, send, onDefect } = options
  const actors = new Map<MapRunNumber, MapRunActor>()
  const held = new Set<MapRunActor>()
  const oneByOne = exclusively()
  let isClosed = false

  /** @param taken what its parent has asked, when that is the event */
  const take = (actor: MapRunActor, event: MapRunEvent, taken?: MapRunAsked): void => {
    // What comes after its end, a page that was being read, say, is for nobody: redriven meanwhile, it may be another actor.
    if (isClosed || actors.get(actor.number) !== actor) return
    const most = mostUnstored - actor.watermark.size
    const { run, commands } = advance(actor.run, event, {
      // Children are told apart by the date of their last redrive, also within a millisecond, and where the clock was put back.
      now: Math.max(clock.now(), actor.lastRedrive + 1),
      batch: actor.spec.batch,
      exports: actor.spec.writer?.resource !== undefined,
      bytes: budget.left,
      most,
    })
    if (run.redriveCount !== actor.run.redriveCount) actor.redriven = { statuses: 0, from: 0 }
    actor.run = run
    if (run.isHeld) held.add(actor)
    else held.delete(actor)
    for (const command of commands) obey(actor, command, taken)
    const hasEnded = commands.some(({ type }) => type === 'End')
    if (!hasEnded && (taken !== undefined || event.type === 'PageRead' || event.type === 'Failed')) write(actor, taken)
  }

  /** All of its state, which takes in what its parent has asked; as long as its parent has to learn of its end, that too. */
  const write = (actor: MapRunActor, taken?: MapRunAsked, done: Done = ignore): void => {
    const { number, run, watermark } = actor
    const outcome = run.phase === 'ended' ? outcomeOf(actor) : undefined
    const change = { type: 'changed', number, state: storeMapRun(run, watermark) } as const
    journal.commitMapRun({ ...change, ...(taken === undefined ? {} : { taken }), ...(outcome === undefined ? {} : { outcome }) }, done)
  }

  const readItems = async (actor: MapRunActor, command: Extract<MapRunCommand, { type: 'ReadItems' }>): Promise<MapRunEvent> => {
    const failure = command.item === 0 ? await proveWriter(sinks, actor) : undefined
    return failure === undefined ? readPage(options, actor, command, clock.now()) : { type: 'Failed', failure }
  }

  const obey = (actor: MapRunActor, command: MapRunCommand, taken: MapRunAsked | undefined): void => {
    switch (command.type) {
      case 'ReadItems':
        inTime(actor, readItems(actor, command))
        break
      case 'StartChild':
        children.start(actor, command.child)
        break
      case 'RedriveChildren':
        inTime(actor, redriveChildren(actor, command.most))
        break
      case 'StopChildren':
        children.stopAll(actor).catch(onDefect)
        break
      case 'CollectResults':
        inTime(actor, collect(actor))
        break
      case 'ExportResults':
        inTime(
          actor,
          exportResults(journal, sinks, options, actor, clock.now())
            .catch(onDefect)
            .then(() => ({ type: 'ResultsExported' })),
        )
        break
      case 'End':
        end(actor, taken)
        break
      default:
        command satisfies never
    }
  }

  /** Those that were taken up before it could not go on run, and are waited for. */
  const redriveChildren = async (actor: MapRunActor, most: number): Promise<MapRunEvent> => {
    const { error, ...found } = await children.redrive(actor, most)
    if (error === undefined) return { type: 'ChildrenRedriven', ...found }
    onDefect(error)
    return { type: 'ChildrenRedriven', ...found, failure: internal(error) }
  }

  /** What is found out becomes an event; a fault of ours fails the Map Run, so that nothing waits for ever. */
  const inTime = (actor: MapRunActor, found: Promise<MapRunEvent>): void => {
    found.then(
      event => take(actor, event),
      (error: unknown) => {
        onDefect(error)
        take(actor, { type: 'Failed', failure: internal(error) })
      },
    )
  }

  const collect = async (actor: MapRunActor): Promise<MapRunEvent> => {
    const collected = await collectResults(journal, sinks, actor)
    if ('failure' in collected) return { type: 'Failed', failure: collected.failure }
    actor.result = collected.text
    return { type: 'ResultsCollected' }
  }

  const end = (actor: MapRunActor, taken: MapRunAsked | undefined): void => {
    const outcome = outcomeOf(actor)
    write(actor, taken, error => {
      // Redriven meanwhile, it goes on.
      if (error || actor.run.phase !== 'ended') return
      actors.delete(actor.number)
      if (outcome !== undefined) tellParent(actor, outcome)
    })
  }

  const tellParent = (
    { parent, child, run }: Pick<MapRunActor, 'parent' | 'child'> & { run: { redriveCount: number } },
    text: string,
  ): void => {
    const outcome = parseOutcome(text)
    send(parent, {
      event: { type: 'ChildEnded', child, redriveCount: run.redriveCount, outcome },
      // A parent that does not wait any more takes no turn that would say so.
      done: told => (told === 'taken' ? undefined : journal.commitMapRun({ type: 'taken', parent, child }, ignore)),
    })
  }

  const begin = (parent: Run, { number, child, spec, state }: Extract<MapRunWrite, { type: 'started' }>): void => {
    const { record, program, environment: surroundings } = parent
    const counted = { items: emptyTally(), executions: emptyTally(), taken: [] }
    const owner = { record, program, environment: { ...surroundings } }
    const actor = newActor({ number, parent: parent.number, child, spec }, owner, { run: restoreMapRun(state, counted), lastRedrive: 0 })
    actors.set(number, actor)
    take(actor, { type: 'Resumed' })
  }

  const actorOf = (parent: ExecutionNumber, child: number): MapRunActor | undefined => {
    for (const actor of actors.values()) if (actor.parent === parent && actor.child === child) return actor
    return undefined
  }

  const bring = async (kept: KeptMapRun): Promise<MapRunActor | undefined> => {
    const record = await journal.record(kept.parent)
    if (record === undefined) return undefined
    const program = await definitions.load(record.definitionId)
    const owner = { record, program, environment: environment(kept.parent, record.executionArn) }
    const actor = newActor(kept, owner, await restoredMapRun(journal, kept))
    actors.set(kept.number, actor)
    return actor
  }

  /** In the order in which it is asked: one that is on its way into memory is brought there once, and stopped thereafter if that is asked meanwhile. */
  const ask = ({ parent, child, asked }: Extract<MapRunWrite, { type: 'asked' }>): Promise<void> =>
    oneByOne(`${parent}/${child}`, async () => {
      const actor = actorOf(parent, child)
      if (actor !== undefined) {
        take(actor, eventOf(asked, actor.run), asked)
        return
      }
      const kept = (await journal.mapRunsOf(parent)).find(other => other.child === child)
      if (kept !== undefined) await resume({ ...kept, asked })
    })

  const resume = async (kept: KeptMapRun): Promise<void> => {
    const { number, state, asked, outcome } = kept
    const event = asked && eventOf(asked, state)
    if (state.phase === 'ended' && (event === undefined || event.redriveCount <= state.redriveCount)) {
      // Asked as it ended, there was nothing left to stop; nor does its parent wait any more.
      if (asked !== undefined) journal.commitMapRun({ type: 'changed', number, state, taken: asked }, ignore)
      else if (outcome !== undefined) tellParent({ ...kept, run: state }, outcome)
      return
    }
    const actor = await bring(kept)
    if (actor === undefined) return
    // What is left of what it had begun to stop is stopped first, whatever is asked.
    if (event === undefined || actor.run.phase === 'stopping') take(actor, { type: 'Resumed' })
    if (event !== undefined) take(actor, event, asked)
  }

  const find = async (arn: string): Promise<MapRunActor | KeptMapRun | undefined> => {
    for (const actor of actors.values()) if (actor.spec.arn === arn) return actor
    return journal.findMapRun(arn)
  }

  return {
    afterCommit(parent, writes) {
      for (const change of writes) {
        if (change.type === 'started') begin(parent, change)
        else if (change.type === 'asked') ask(change).catch(onDefect)
      }
    },
    childEnded({ mapRun, status }) {
      const actor = mapRun && actors.get(mapRun.number)
      if (actor !== undefined) take(actor, { type: 'ChildEnded', count: mapRun!.count, status: status as ChildStatus })
    },
    childRefused(actor, error) {
      take(actor, { type: 'Failed', failure: { error: 'States.Runtime', cause: error.message } })
    },
    freed() {
      if (held.size === 0) return
      for (const actor of [...held]) take(actor, { type: 'Resumed' })
    },
    async update(arn, settings) {
      const found = await find(arn)
      if (found === undefined) return 'unknown'
      // Being redriven, it may be on its way into memory.
      return oneByOne(`${found.parent}/${found.child}`, async () => {
        const actor = actors.get(found.number)
        if (actor === undefined || actor.run.phase === 'ended') return 'ended'
        take(actor, { type: 'SettingsChanged', settings })
        await new Promise<void>((resolve, reject) => write(actor, undefined, error => (error ? reject(error) : resolve())))
        return 'updated'
      })
    },
    async describe(arn) {
      const found = await find(arn)
      return found && describe(found)
    },
    async of(parent) {
      const kept = await journal.mapRunsOf(parent)
      return kept.map(found => describe(actors.get(found.number) ?? found))
    },
    async recover() {
      for (let after: MapRunNumber | undefined = 0; after !== undefined; ) {
        const page: KeptMapRun[] = await journal.openMapRuns(after, openPage)
        for (const kept of page) await resume(kept).catch(onDefect)
        after = page.length === openPage ? page.at(-1)?.number : undefined
      }
    },
    close() {
      isClosed = true
    },
  }
}

function newActor(
  { number, parent, child, spec }: Pick<KeptMapRun, 'number' | 'parent' | 'child' | 'spec'>,
  owner: MapRunOwner,
  restored: Pick<MapRunActor, 'run' | 'lastRedrive'>,
): MapRunActor {
  const childScope = mapStateOf(owner.program as Program, spec).scope
  return {
    ...{ number, parent, child, spec, owner, childScope, ...restored },
    watermark: new Watermark(),
    starting: new Set(),
    redriven: { statuses: 0, from: 0 },
  }
}

function describe(found: MapRunActor | KeptMapRun): MapRunRecord {
  if ('run' in found) return describeMapRun(found.spec, found.run)
  const { spec, state } = found
  const { items = emptyTally(), executions = emptyTally() } = state.counts ?? {}
  return describeMapRun(spec, restoreMapRun(state, { items, executions, taken: [] }))
}

type AskedEvent = Extract<MapRunEvent, { type: 'Stopped' | 'Redriven' }>

/** A former version did not write how many redrives there were: then what is asked comes next. */
function eventOf({ what, redriveCount }: MapRunAsked, run: Pick<StoredMapRun, 'redriveCount' | 'isRedriveDue'>): AskedEvent {
  if (what === 'stop') return { type: 'Stopped', redriveCount: redriveCount ?? redrivesAsked(run) }
  return { type: 'Redriven', redriveCount: redriveCount ?? redrivesAsked(run) + 1 }
}

/** JSON text of what the parent is to be told; nothing when it has stopped the Map Run and does not wait. */
function outcomeOf({ run, result = '[]' }: MapRunActor): string | undefined {
  if (run.status === 'SUCCEEDED') return JSON.stringify({ status: 'SUCCEEDED', outputText: result })
  return run.status === 'FAILED' && run.failure !== undefined ? JSON.stringify({ status: 'FAILED', ...run.failure }) : undefined
}

function parseOutcome(text: string): ChildOutcome {
  const told = JSON.parse(text) as { status: 'SUCCEEDED'; outputText: string } | Extract<ChildOutcome, { status: 'FAILED' }>
  return told.status === 'SUCCEEDED' ? { ...told, output: parseJson(told.outputText) } : told
}

function internal(error: unknown): { error: string; cause: string } {
  return { error: 'States.Runtime', cause: `An internal error occurred: ${error instanceof Error ? error.message : String(error)}` }
}

function ignore(): void {}
