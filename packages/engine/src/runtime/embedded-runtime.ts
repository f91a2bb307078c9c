import { systemPace } from '../clock/system-clock.ts'
import { convertChildren } from '../map-runs/convert-children.ts'
import { mapRunChildren } from '../map-runs/map-run-children.ts'
import { type MapRuns, mapRuns } from '../map-runs/map-runs.ts'
import { memoryBudget } from '../map-runs/memory-budget.ts'
import { noDeathMarks } from '../memory/no-death-marks.ts'
import { EngineClosed } from '../ports/runtime.ts'
import { carryOut } from './carry-out.ts'
import { turnCommit } from './commit-turn.ts'
import { deliveries } from './deliver.ts'
import { dispatcher } from './dispatcher.ts'
import { environmentFor } from './environment.ts'
import { exclusively } from './exclusively.ts'
import { executionIndex } from './execution-index.ts'
import { expressRuns } from './express.ts'
import { newDefinitions } from './new-definitions.ts'
import { notices } from './notices.ts'
import { programs } from './programs.ts'
import { redriver, type TakeUp, takerUp } from './redrive.ts'
import { reportDelivery } from './report-delivery.ts'
import { type Residency, residency } from './residency.ts'
import { resumeTasks } from './resume-tasks.ts'
import type { Delivery, Run } from './run.ts'
import { runCache } from './run-cache.ts'
import { runningCounts } from './running-counts.ts'
import type { EmbeddedRuntime, RuntimeOptions } from './runtime-options.ts'
import { sender } from './send.ts'
import { type Settlement, settlement } from './settle.ts'
import { starter } from './start.ts'
import { suspicion } from './suspicion.ts'
import { tasksAtOnce } from './tasks-at-once.ts'
import { timers } from './timers.ts'
import { taskTokens } from './tokens.ts'
import { heapIsCrowded, type TurnLoop, turnLoop } from './turn-loop.ts'

const busyBacklog = 2_000
const defaultIdleBytes = 16 * 1024 * 1024
// Of JSON text, which takes several times as much as objects: with inputs of 50 kB some 80 children are under way at a time, of 1 kB 4,000.
const defaultChildBytes = 2 * 1024 * 1024

/**
 * Executions on one machine. Every turn is committed before anything outside learns of it: commands are carried out, answers given
 * and listeners told only after the commit. What the journal holds is therefore always enough to go on from.
 *
 * An event comes in by `deliver`, a task or a timer; `residency` brings its execution into memory; the `turn-loop` computes a turn;
 * `settle` decides what becomes of it; `commit-turn` writes it; `carry-out` does what it asks for.
 */
export function embeddedRuntime(given: RuntimeOptions): EmbeddedRuntime {
  let isClosed = false
  // What is still under way when the engine closes finds everything closed, which is no defect.
  const onDefect = (error: unknown): void => (isClosed ? undefined : given.onDefect?.(error))
  const options = { ...given, onDefect }
  const parts = runtimeParts(options)
  const { journal } = options
  const { clockwork, express, loop, marks, news, running, tasks } = parts
  const committed = committedIn(journal)
  const send = sender(loop.send)
  const oneByOne = exclusively()
  const start = starter({ ...parts, ...options, send, committed, exclusively: oneByOne, offers: parts.offers })
  const redrive = redriver({ ...parts, ...options, committed })

  return {
    start,
    ...deliveries({ ...parts, journal, send }),
    redrive: (executionArn, redriveCount) => oneByOne(executionArn, () => redrive(executionArn, redriveCount)),
    subscribe: news.subscribe,
    updateMapRun: parts.runs.update,
    index: executionIndex(journal, express, running, parts.runs),
    usesDefinition: parts.definitions.isInUse,
    async recover() {
      await parts.suspects.load()
      await running.load()
      await convertChildren({ ...parts, journal, interpreter: options.interpreter })
      // Before anything can happen to their children, so that these are counted once.
      await parts.runs.recover()
      clockwork.start()
      express.timers.start()
      resumeTasks({ journal, tasks, committed, onDefect, isClosed: () => isClosed }).catch(onDefect)
    },
    close() {
      if (isClosed) return
      isClosed = true
      news.failed(new EngineClosed())
      parts.runs.close()
      loop.close()
      clockwork.stop()
      express.timers.stop()
      tasks.close()
      marks.close()
    },
  }
}

/** The parts, each knowing only what it is given. */
function runtimeParts(options: RuntimeOptions & Required<Pick<RuntimeOptions, 'onDefect'>>) {
  const { journal, interpreter, clock, onDefect } = options
  const marks = options.marks ?? noDeathMarks
  const cache = runCache(options.idleBytes ?? defaultIdleBytes)
  const tokens = taskTokens(journal.secret(), options.formerNumbers)
  const definitions = programs(interpreter, journal)
  const offers = newDefinitions(definitions)
  const news = notices(onDefect, (options.pace ?? systemPace).later)
  const running = runningCounts(journal)
  const suspects = suspicion(journal, marks, committedIn(journal))
  const environment = (number: number, executionArn: string) => environmentFor(options, tokens, number, executionArn)
  const resend = (number: number, delivery: Delivery): void => home.send(number, delivery)
  const post = (run: Run, delivery: Delivery): void => loop.send(run, delivery)

  const budget = memoryBudget(options.childBytes ?? defaultChildBytes, () => runs.freed())

  const tasks = dispatcher({
    runners: options.runners,
    deliver: reportDelivery({ resend, isExpress: number => number < 0, data: options.data }),
    tokenFor: tokens.issue,
    budget,
  })
  const clockwork = timers({
    ...{ clock, journal, onDefect },
    isBusy: () => loop.backlog > busyBacklog || home.isFull,
    fire: (number, timer) => resend(number, { event: { type: 'TimerFired', timer } }),
  })
  const express = expressRuns({
    ...{ clock, tasks, news, running, journal, onDefect, keep: options.keepExpress === true, definitions: offers },
    send: (run, event) => post(run, { event }),
    childEnded: record => runs.childEnded(record),
  })
  const home: Residency = residency({
    ...{ journal, interpreter, definitions, cache, express, environment, post, onDefect },
    freed: () => clockwork.resume(),
  })
  const commits = turnCommit({
    journal,
    cache,
    tasks,
    timers: clockwork,
    news,
    running,
    definitions: offers,
    resend,
    budget,
    mapRuns: () => runs,
  })
  const settling: Settlement = settlement({
    ...{ interpreter, journal, cache, express, commits, onDefect },
    extend: tasksAtOnce({
      ...{ interpreter, tasks, clock },
      pace: options.pace ?? systemPace,
      longExpressions: options.longExpressions,
    }),
    carryOutExpress: (run, event, turn) => carryOut({ tasks, timers: express.timers }, { run, record: run.record, event, turn }),
  })
  const loop: TurnLoop = turnLoop({
    ...{ clock, interpreter, marks, resend, ...settling, isPoison: suspects.isPoison, isSuspect: suspects.isSuspect },
    pace: options.pace ?? systemPace,
    isCrowded: options.isCrowded ?? heapIsCrowded,
    longExpressions: options.longExpressions,
    pause: () => {
      journal.flush()
      clockwork.resume()
    },
  })
  const parts = {
    cache,
    clockwork,
    definitions,
    environment,
    express,
    loop,
    marks,
    news,
    offers,
    residency: home,
    running,
    suspects,
    tasks,
  }
  const takeUp = takerUp({ cache, residency: home, running, send: sender(post) })
  const runs: MapRuns = mapRunsBeside(options, { ...parts, budget, takeUp, post, send: resend, onDefect })
  return { ...parts, tokens, takeUp, runs }
}

/** The Map Runs, and how they start, stop and redrive executions. */
function mapRunsBeside(
  options: RuntimeOptions,
  parts: Pick<Parameters<typeof mapRunChildren>[0], 'cache' | 'express' | 'budget' | 'environment' | 'post' | 'send' | 'onDefect'> &
    Pick<Parameters<typeof mapRuns>[0], 'definitions'> & { takeUp: TakeUp },
): MapRuns {
  const { journal, interpreter, clock, longExpressions, pace = systemPace, itemSources: sources = [], resultSinks: sinks = [] } = options
  const children = mapRunChildren({
    ...{ ...parts, journal, interpreter, clock },
    async redriveOne(number, now) {
      const loaded = await journal.load(number)
      return loaded !== undefined && (await parts.takeUp(loaded, now)) !== undefined
    },
    refused: (actor, error) => runs.childRefused(actor, error),
  })
  const runs: MapRuns = mapRuns({ ...parts, journal, clock, children, sources, sinks, pace, longExpressions })
  return runs
}

function committedIn(journal: RuntimeOptions['journal']): () => Promise<void> {
  return () => new Promise((resolve, reject) => journal.barrier(error => (error ? reject(error) : resolve())))
}
