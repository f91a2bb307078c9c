import { hash } from 'node:crypto'
import { childNames, type Json, type NewChild } from '@pasos/asl'
import type { Clock } from '../ports/clock.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import type { ExecutionNumber, Journal, JournalIndex } from '../ports/journal.ts'
import type { ChildState, MapRunJournal } from '../ports/map-runs.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { ExpressRuns } from '../runtime/express.ts'
import { type Delivery, infoOf, newRun, type Run } from '../runtime/run.ts'
import type { RunCache } from '../runtime/run-cache.ts'
import { type MapRunActor, machineNameOf } from './map-run-actor.ts'
import type { MemoryBudget } from './memory-budget.ts'

/** Starts, stops and redrives the child executions of Map Runs. */
export interface MapRunChildren {
  start(actor: MapRunActor, child: NewChild): void
  /** AWS: Express children are left to end, unless the Map Run itself has failed. */
  stopAll(actor: MapRunActor): Promise<void>
  /** Runs up to so many unsuccessful children again, in the order of their statuses and items. */
  redrive(actor: MapRunActor, most: number): Promise<Redriven>
}

interface Redriven {
  redriven: ChildState[]
  refused: ChildState[]
  isLast: boolean
  /** What ended the search. */
  error?: unknown
}

/** AWS's bounds of a redrive: fourteen days, and room for one more event. */
const redrivableMs = 14 * 86_400_000
const redrivableEvents = 24_999

const md5 = (text: string): string => hash('md5', text, 'hex')

const pageSize = 500
const atATime = 100
const unsuccessful = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export function mapRunChildren(options: {
  journal: Pick<Journal, 'allocate' | 'record'> & Pick<JournalIndex, 'history'> & Pick<MapRunJournal, 'childStates'>
  interpreter: Pick<Interpreter, 'newSnapshot'>
  clock: Clock
  cache: RunCache
  express: ExpressRuns
  budget: MemoryBudget
  environment: (number: ExecutionNumber, executionArn: string) => Run['environment']
  post: (run: Run, delivery: Delivery) => void
  /** An event for an execution wherever it is. */
  send: (number: ExecutionNumber, delivery: Delivery) => void
  redriveOne: (number: ExecutionNumber, now: number) => Promise<boolean>
  onDefect: (error: unknown) => void
  /** Its start can't be kept. */
  refused: (actor: MapRunActor, error: Error) => void
}): MapRunChildren {
  const { journal, interpreter, clock, cache, express, budget, environment, post } = options

  const runOf = (actor: MapRunActor, number: ExecutionNumber, record: ExecutionRecord, input?: Json): Run => {
    const info = infoOf(record, machineNameOf(record.stateMachineArn), input)
    return newRun(number, record, interpreter.newSnapshot(info), actor.owner.program, environment(number, record.executionArn))
  }

  const startStandard = (actor: MapRunActor, run: Run, { position, input }: NewChild): void => {
    const bytes = input.text.length
    cache.add(run)
    actor.starting.add(run.number)
    post(run, {
      event: { type: 'ExecutionStarted' },
      done() {
        actor.starting.delete(run.number)
        actor.watermark.stored(position.item)
        budget.release(bytes)
      },
      failed(error) {
        actor.starting.delete(run.number)
        budget.release(bytes)
        options.refused(actor, error)
      },
    })
  }

  const startExpress = (actor: MapRunActor, run: Run, { position, input }: NewChild): void => {
    const bytes = input.text.length
    express.begin(run, {
      ended() {
        actor.watermark.stored(position.item)
        budget.release(bytes)
      },
    })
  }

  const redriveExpress = async (actor: MapRunActor, { number }: ChildState, now: number): Promise<boolean> => {
    const record = await journal.record(number)
    if (record === undefined) return false
    const { output: _output, error: _error, cause: _cause, stopDate: _stopDate, ...kept } = record
    const again: ExecutionRecord = { ...kept, status: 'RUNNING', redriveCount: kept.redriveCount + 1, redriveDate: now }
    express.begin(runOf(actor, express.allocate(), again), { keptAs: number, ended: () => undefined })
    return true
  }

  const isRedrivable = async ({ number }: ChildState): Promise<boolean> => {
    const record = await journal.record(number)
    if (clock.now() - (record?.stopDate ?? 0) > redrivableMs) return false
    const { events } = await journal.history(number, { reverse: true, limit: 1 })
    return (events[0]?.id ?? 0) < redrivableEvents
  }

  return {
    start(actor, child) {
      const { spec, owner } = actor
      const { name, executionArn, stateMachineArn } = childNames(spec, child.first, md5)
      const { definitionId, roleArn, stateMachineVersionArn, stateMachineAliasArn } = owner.record
      const record: ExecutionRecord = {
        ...{ executionArn, stateMachineArn, definitionId, roleArn, name, type: spec.childType, status: 'RUNNING' },
        ...{ startDate: clock.now(), input: child.input.text, redriveCount: 0 },
        ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
        ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
        mapRun: { number: actor.number, arn: spec.arn, scope: actor.childScope, first: child.first, count: child.count },
      }
      actor.watermark.started(child.position)
      budget.hold(child.input.text.length)
      if (spec.childType === 'EXPRESS') startExpress(actor, runOf(actor, express.allocate(), record, child.input.value), child)
      else startStandard(actor, runOf(actor, journal.allocate(), record, child.input.value), child)
    },

    async stopAll(actor) {
      if (actor.run.failure !== undefined) express.stopChildren(actor.number)
      // Nothing starts any more: what is not on disk yet is in memory.
      for (const number of actor.starting) options.send(number, { event: { type: 'ExecutionStopped' } })
      for (let from = 0; ; ) {
        const page = await journal.childStates(actor.number, { from, limit: pageSize, status: 'RUNNING' })
        for (const { number } of page) options.send(number, { event: { type: 'ExecutionStopped' } })
        const last = page.at(-1)
        if (last === undefined || page.length < pageSize) return
        from = last.first + 1
      }
    },

    async redrive(actor, most) {
      const redriven: ChildState[] = []
      const refused: ChildState[] = []
      const now = Math.max(clock.now(), actor.run.redriveDate ?? 0)
      actor.lastRedrive = Math.max(actor.lastRedrive, now)
      const isTaken = async (state: ChildState): Promise<boolean> => {
        if (actor.spec.childType === 'EXPRESS') return redriveExpress(actor, state, now)
        return (await isRedrivable(state)) && options.redriveOne(state.number, now)
      }
      // A damaged row of one child is that child's matter: the others are waited for.
      const again = async (state: ChildState): Promise<void> => {
        const taken = await isTaken(state).catch(options.onDefect)
        if (taken === true) redriven.push(state)
        else refused.push(state)
      }
      const search = async (): Promise<void> => {
        while (redriven.length + refused.length < most) {
          const status = unsuccessful[actor.redriven.statuses]
          if (status === undefined) break
          const limit = Math.min(atATime, most - redriven.length - refused.length)
          const page = await journal.childStates(actor.number, { from: actor.redriven.from, limit, status })
          // Those of this very redrive have had their turn, and failed again.
          await Promise.all(page.filter(({ redriveDate = 0 }) => redriveDate < (actor.run.redriveDate ?? 0)).map(again))
          const last = page.at(-1)
          actor.redriven =
            last === undefined || page.length < limit
              ? { statuses: actor.redriven.statuses + 1, from: 0 }
              : { ...actor.redriven, from: last.first + 1 }
        }
      }
      const error = await search().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      return { redriven, refused, isLast: actor.redriven.statuses >= unsuccessful.length, error }
    },
  }
}
