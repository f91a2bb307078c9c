import type { HistoryEvent, StepEnvironment, StepEvent, Turn } from '@pasos/asl'
import { systemPace } from '../clock/system-clock.ts'
import { noDeathMarks } from '../memory/no-death-marks.ts'
import type { ExecutionNumber, LoadedExecution, TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord, Runtime, StartRequest, StartResult, TokenOutcome } from '../ports/runtime.ts'
import { dispatcher } from './dispatcher.ts'
import { encodeTurn, endedRecord, isEmpty, type TurnTexts } from './encode-turn.ts'
import { eventKey } from './event-key.ts'
import { executionIndex } from './execution-index.ts'
import { type ExpressRuns, expressRuns } from './express.ts'
import { notices } from './notices.ts'
import { programs } from './programs.ts'
import { resumeTasks } from './resume-tasks.ts'
import { type Delivery, type DeliveryOutcome, infoOf, loadedRun, newRecord, newRun, type Run, sleepsLong } from './run.ts'
import { runCache } from './run-cache.ts'
import { runningCounts } from './running-counts.ts'
import type { EmbeddedRuntime, RuntimeOptions } from './runtime-options.ts'
import { timers } from './timers.ts'
import { taskTokens, tokenEvent } from './tokens.ts'
import { heapIsCrowded, TurnTooLong, turnLoop } from './turn-loop.ts'

const poisonDeaths = 3
const busyBacklog = 2_000
const defaultIdleBytes = 16 * 1024 * 1024

/**
 * Executions on one machine. Every turn is committed before anything outside learns of it: commands are carried out, answers given
 * and listeners told only in `afterCommit`. What the journal holds is therefore always enough to go on from.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: to be taken apart
export function embeddedRuntime(options: RuntimeOptions): EmbeddedRuntime {
  const { journal, interpreter, clock, ids, limits } = options
  const onDefect = options.onDefect ?? (() => undefined)
  const marks = options.marks ?? noDeathMarks
  const cache = runCache(options.idleBytes ?? defaultIdleBytes)
  const tokens = taskTokens(journal.secret())
  const definitions = programs(interpreter, journal)
  const news = notices(onDefect)
  const running = runningCounts(journal)
  const deaths = new Map<string, number>()
  const suspects = new Set<ExecutionNumber>()

  const tasks = dispatcher({
    runners: options.runners,
    deliver: (number, event) => sendTo(number, { event }),
    tokenFor: tokens.issue,
  })
  const clockwork = timers({
    clock,
    journal,
    isBusy: () => loop.backlog > busyBacklog,
    fire: (number, timer) => sendTo(number, { event: { type: 'TimerFired', timer } }),
  })
  const loop = turnLoop({
    clock,
    pace: options.pace ?? systemPace,
    interpreter,
    marks,
    isPoison: (run, event) => deaths.size > 0 && (deaths.get(`${run.number}/${eventKey(event)}`) ?? 0) >= poisonDeaths,
    isSuspect: run => suspects.size > 0 && suspects.has(run.number),
    settle,
    giveUp,
    isCrowded: options.isCrowded ?? heapIsCrowded,
    pause: () => {
      journal.flush()
      clockwork.resume()
    },
  })
  const express: ExpressRuns = expressRuns({
    ...{ clock, tasks, news, running, journal, keep: options.keepExpress === true },
    definition: takeDefinition,
    send: (run, event) => loop.send(run, { event }),
  })

  // ---- executions in memory

  function environmentFor(number: ExecutionNumber, executionArn: string): StepEnvironment {
    const [, , , region, accountId] = executionArn.split(':')
    return {
      now: clock.now(),
      random: ids.random,
      uuid: ids.uuid,
      taskToken: task => tokens.issue(number, executionArn, task),
      ...(options.refuseTask && { refuseTask: options.refuseTask }),
      accountId: accountId || options.accountId,
      region: region || options.region,
      limits,
    }
  }

  function restore(loaded: LoadedExecution): Run {
    const { record, frames, lastEventId, nextFrameId, number } = loaded
    const info = infoOf(record, stateMachineName(record.stateMachineArn))
    const snapshot = interpreter.restoreSnapshot(info, frames, lastEventId, nextFrameId)
    const run = loadedRun(loaded, snapshot, definitions.load(record.definitionId), environmentFor(number, record.executionArn))
    cache.add(run)
    return run
  }

  /** The execution in memory, brought there if it still runs. */
  function wake(number: ExecutionNumber): Run | undefined {
    const run = cache.get(number) ?? express.get(number)
    if (run) return run
    if (journal.record(number)?.status !== 'RUNNING') return undefined
    const loaded = journal.load(number)
    return loaded && restore(loaded)
  }

  function wakeByArn(executionArn: string): Run | undefined {
    const run = cache.byArn(executionArn) ?? express.byArn(executionArn)
    if (run) return run
    const found = journal.find(executionArn)
    return found?.record.status === 'RUNNING' ? wake(found.number) : undefined
  }

  function sendTo(number: ExecutionNumber, delivery: Delivery): void {
    try {
      const run = wake(number)
      if (run) loop.send(run, delivery)
      else delivery.done?.('ended')
    } catch (error) {
      // A damaged row stops its own execution only.
      onDefect(error)
    }
  }

  // ---- turns

  function settle(run: Run, delivery: Delivery, turn: Turn, texts?: TurnTexts): void {
    const wasNew = run.isNew
    interpreter.applyTurn(run.snapshot, turn)
    if (turn.end) {
      run.hasEnded = true
      run.record = endedRecord(run.record, turn.end, run.environment.now)
    } else if (delivery.event.type === 'ExecutionRedriven' && turn.history.length > 0) run.hasEnded = false
    if (express.owns(run)) {
      run.isNew = false
      settleExpress(run, delivery, turn)
      return
    }
    if (isEmpty(turn) && !wasNew && delivery.event.type !== 'TimerFired') {
      settleNothing(run, delivery)
      return
    }
    const request = 'task' in delivery.event ? tasks.request(run.number, delivery.event.task) : undefined
    const write = encodeTurn(run, delivery.event, turn, request, texts)
    if (wasNew) addStart(run, write)
    else if (turn.end || delivery.event.type === 'ExecutionRedriven') write.changed = run.record
    // A failed execution keeps its frames, so that it can be redriven.
    if (turn.end) write.clear = turn.end.status === 'SUCCEEDED' ? 'all' : 'work'
    run.isNew = false
    commit(run, write, delivery, turn)
  }

  function addStart(run: Run, write: TurnWrite): void {
    write.created = run.record
    const definition = takeDefinition(run.record.definitionId)
    if (definition) write.definition = definition
  }

  /** The definition's text, when the journal may not have it yet. */
  function takeDefinition(id: string): { id: string; text: string } | undefined {
    const text = newDefinitions.get(id)
    if (text === undefined || definitions.isStored(id)) return undefined
    definitions.stored(id)
    newDefinitions.delete(id)
    return { id, text }
  }

  function commit(run: Run, write: TurnWrite, delivery: Delivery, turn: Turn): void {
    run.commitsInFlight++
    const record = run.record
    journal.commit(write, error => {
      run.commitsInFlight--
      if (error) delivery.failed?.(error)
      else afterCommit(run, record, delivery, turn)
    })
  }

  function afterCommit(run: Run, record: ExecutionRecord, delivery: Delivery, turn: Turn): void {
    carryOut(run, record, delivery.event, turn)
    if (turn.history.length > 0) news.tell({ record, events: turn.history })
    if (turn.end) {
      running.ended(record.stateMachineArn)
      tasks.cancelAll(run.number)
      news.ended(record)
    }
    delivery.done?.(outcomeOf(delivery.event, turn))
    if ((run.hasEnded && run.commitsInFlight === 0) || sleepsLong(run, turn)) cache.remove(run)
    else cache.rest(run)
  }

  function carryOut(run: Run, record: ExecutionRecord, event: StepEvent, turn: Turn): void {
    if (event.type === 'TaskSucceeded' || event.type === 'TaskFailed' || event.type === 'TaskSubmitFailed')
      tasks.forget(run.number, event.task)
    if (event.type === 'TaskSubmitted' && tasks.request(run.number, event.task)?.token !== undefined) tasks.forget(run.number, event.task)
    const timekeeper = express.owns(run) ? express.timers : clockwork
    for (const command of turn.commands) {
      switch (command.type) {
        case 'RunTask':
          if (!run.hasEnded || turn.end === undefined) tasks.run(run.number, record, command)
          break
        case 'CancelTask':
          tasks.cancel(run.number, command.task)
          break
        case 'SetTimer':
          timekeeper.set(run.number, command.timer, command.at)
          break
        case 'ClearTimer':
          timekeeper.clear(run.number, command.timer)
          break
        default:
          command satisfies never
      }
    }
  }

  function settleNothing(run: Run, delivery: Delivery): void {
    const { done } = delivery
    // What the event met may not be on disk yet; the answer must not run ahead of it.
    if (done && run.commitsInFlight > 0) journal.barrier(error => (error ? delivery.failed?.(error) : done('ignored')))
    else done?.('ignored')
    cache.rest(run)
  }

  function settleExpress(run: Run, delivery: Delivery, turn: Turn): void {
    const { record } = run
    carryOut(run, record, delivery.event, turn)
    express.settled(run, turn)
    delivery.done?.(outcomeOf(delivery.event, turn))
  }

  /** Ends an execution that the interpreter can't. */
  function giveUp(run: Run, delivery: Delivery, error: unknown): void {
    onDefect(error)
    const message = error instanceof Error ? error.message : String(error)
    const cause = error instanceof TurnTooLong ? message : `An internal error occurred: ${message}`
    const id = run.snapshot.lastEventId + 1
    const event: HistoryEvent = {
      ...{ id, previousEventId: run.snapshot.lastEventId, timestamp: run.environment.now, type: 'ExecutionFailed' },
      executionFailedEventDetails: { error: 'States.Runtime', cause },
    }
    const { nextFrameId } = run.snapshot
    const turn: Turn = {
      ...{ frames: [], removed: [], history: [event], commands: [], lastEventId: id, nextFrameId },
      end: { status: 'FAILED', error: 'States.Runtime', cause },
    }
    settle(run, delivery, turn)
  }

  // ---- the port

  const newDefinitions = new Map<string, string>()
  /** Starts that are not on disk yet, by execution. */
  const starting = new Map<string, Promise<unknown>>()

  function begin(request: StartRequest, number: ExecutionNumber): Run {
    const definitionId = definitions.idOf(request.definition)
    const program = definitions.of(definitionId, request.definition)
    const record = newRecord(request, definitionId, clock.now())
    const snapshot = interpreter.newSnapshot(infoOf(record, request.stateMachineName))
    if (!definitions.isStored(definitionId)) newDefinitions.set(definitionId, request.definition)
    return newRun(number, record, snapshot, program, environmentFor(number, record.executionArn))
  }

  function committed(): Promise<void> {
    return new Promise((resolve, reject) => journal.barrier(error => (error ? reject(error) : resolve())))
  }

  function sendAndWait(run: Run, event: StepEvent): Promise<DeliveryOutcome> {
    return new Promise((resolve, reject) => loop.send(run, { event, done: resolve, failed: reject }))
  }

  async function start(request: StartRequest): Promise<StartResult> {
    if (request.type === 'EXPRESS') {
      const run = begin(request, express.allocate())
      const record = run.record
      express.begin(run)
      return { outcome: 'created', record }
    }
    const present = cache.byArn(request.executionArn)
    const existing = present?.record ?? journal.find(request.executionArn)?.record
    if (existing) {
      // The first start may not even have reached the journal yet.
      await starting.get(request.executionArn)
      if (present) await committed()
      return { outcome: existing.status === 'RUNNING' && existing.input === request.input ? 'same' : 'conflict', record: existing }
    }
    const run = begin(request, journal.allocate())
    cache.add(run)
    running.started(run.record.stateMachineArn)
    const created = sendAndWait(run, { type: 'ExecutionStarted' }).finally(() => starting.delete(request.executionArn))
    starting.set(request.executionArn, created)
    await created
    return { outcome: 'created', record: run.record }
  }

  async function deliver(executionArn: string, event: StepEvent): Promise<boolean> {
    const run = wakeByArn(executionArn)
    return run !== undefined && (await sendAndWait(run, event)) !== 'ended'
  }

  async function deliverByToken(token: string, told: Parameters<Runtime['deliverByToken']>[1]): Promise<TokenOutcome> {
    const place = tokens.read(token)
    if (!place) return 'unknown'
    const run = cache.get(place.number)
    const executionArn = run?.record.executionArn ?? journal.record(place.number)?.executionArn
    if (executionArn === undefined || !tokens.isGenuine(token, executionArn)) return 'unknown'
    const waiting = wake(place.number)
    if (!waiting) return 'spent'
    const outcome = await sendAndWait(waiting, tokenEvent(place.task, told))
    if (outcome === 'ended') return 'spent'
    // A heartbeat of a task without HeartbeatSeconds changes nothing, and yet the task is there.
    if (outcome === 'ignored' && (told.type !== 'TaskHeartbeat' || !journal.hasTask(place.number, place.task))) return 'spent'
    return 'delivered'
  }

  async function stop(executionArn: string, reason: { error?: string; cause?: string }): Promise<ExecutionRecord | undefined> {
    const run = wakeByArn(executionArn)
    if (!run) return index.describe(executionArn)
    await sendAndWait(run, { type: 'ExecutionStopped', ...reason })
    return run.record
  }

  async function redrive(executionArn: string): Promise<ExecutionRecord | undefined> {
    const present = cache.byArn(executionArn)
    if (present) {
      // Being redriven already, or ended by a turn that is on its way to disk.
      await committed()
      if (present.record.status === 'RUNNING') return present.record
    }
    const found = journal.find(executionArn)
    if (!found || found.record.status === 'RUNNING' || found.record.status === 'SUCCEEDED') return found?.record
    const loaded = journal.load(found.number)
    if (!loaded) return undefined
    const { output: _output, error: _error, cause: _cause, stopDate: _stopDate, ...kept } = loaded.record
    const record: ExecutionRecord = { ...kept, status: 'RUNNING', redriveCount: kept.redriveCount + 1, redriveDate: clock.now() }
    const run = restore({ ...loaded, record })
    running.started(record.stateMachineArn)
    run.hasEnded = true
    const outcome = await sendAndWait(run, { type: 'ExecutionRedriven' })
    if (outcome === 'taken') return run.record
    // There is nothing to take up again; it stays as it ended.
    cache.remove(run)
    running.ended(record.stateMachineArn)
    return found.record
  }

  async function ended(executionArn: string): Promise<ExecutionRecord | undefined> {
    const past = express.ended(executionArn)
    if (past) return past
    const present = cache.byArn(executionArn) ?? express.byArn(executionArn)
    const record = present?.record ?? journal.find(executionArn)?.record
    if (!record) return undefined
    return record.status === 'RUNNING' || present ? news.whenEnded(executionArn) : record
  }

  async function recover(): Promise<void> {
    for (const { number, event } of marks.found) journal.recordDeath(number, event)
    await committed()
    for (const { number, event, count } of journal.deaths()) {
      deaths.set(`${number}/${event}`, count)
      suspects.add(number)
    }
    clockwork.start()
    express.timers.start()
    resumeTasks(journal, tasks, () => isClosed)
  }

  let isClosed = false
  const index = executionIndex(journal, express, running)

  return {
    ...{ start, deliver, deliverByToken, stop, redrive, ended, index, recover },
    subscribe: news.subscribe,
    usesDefinition: definitions.isInUse,
    close() {
      if (isClosed) return
      isClosed = true
      news.failed(new Error('The engine has closed.'))
      loop.close()
      clockwork.stop()
      express.timers.stop()
      tasks.close()
      marks.close()
    },
  }
}

function outcomeOf(event: StepEvent, turn: Turn): DeliveryOutcome {
  return isEmpty(turn) && event.type !== 'ExecutionStarted' ? 'ignored' : 'taken'
}

/** `arn:aws:states:region:account:stateMachine:name` */
function stateMachineName(arn: string): string {
  return arn.split(':')[6] ?? arn
}
