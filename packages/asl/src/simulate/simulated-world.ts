import type { Program } from '../definition/program.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import { applyTurn, newSnapshot, restoreSnapshot } from '../machine/apply-turn.ts'
import type { Command, RunTask } from '../machine/command.ts'
import type { StepEvent, TaskId } from '../machine/event.ts'
import type { AnyFrame } from '../machine/frame-kinds.ts'
import type { ExecutionInfo, FrameId, Snapshot, StepEnvironment } from '../machine/snapshot.ts'
import type { ExecutionEnd, Turn } from '../machine/turn.ts'
import { parseJson } from '../spelled-numbers.ts'
import { step } from '../step/step.ts'
import { Agenda } from './agenda.ts'
import type { Answer, Asking, SimulateOptions } from './answer.ts'
import { SimulatedMapRun } from './simulated-map-run.ts'

/** An execution as the simulation has it: the one asked for, or a child of a Map Run. */
export interface SimulatedExecution {
  /** 0 for the one asked for; names its timers. */
  readonly number: number
  snapshot: Snapshot
  readonly history: HistoryEvent[]
  readonly commands: Command[]
  end: ExecutionEnd | undefined
  /** Of a Map Run's child. */
  readonly child: ChildOf | undefined
  /** Tasks that have not ended, and whether what they asked for was taken. */
  readonly running: Map<TaskId, { command: RunTask; isSubmitted: boolean }>
}

/** Whose child an execution is. */
export interface ChildOf {
  /** The Map state. */
  map: string
  /** Index of its first item. */
  firstItem: number
  whenEnded(end: ExecutionEnd): void
}

/** Executions and Map Runs in memory, on one clock that jumps. */
export class SimulatedWorld {
  readonly program: Program
  readonly env: StepEnvironment
  /** Every execution, in the order of their starts. */
  readonly executions: SimulatedExecution[] = []
  /** What the last thing that happened wrote into a history. */
  newest: readonly HistoryEvent[] = []
  readonly options: Pick<SimulateOptions, 'answer' | 'isRestarted' | 'writesResults'>
  private readonly agenda = new Agenda<() => void>()
  private readonly mapRuns = new Map<string, SimulatedMapRun>()
  /** How often the process has died. */
  private deaths = 0

  constructor(program: Program, env: StepEnvironment, options: Pick<SimulateOptions, 'answer' | 'isRestarted' | 'writesResults'>) {
    this.program = program
    this.env = env
    this.options = options
  }

  /**
   * Does the next thing that happens.
   * @param latest the clock may move on so far, epoch milliseconds; it stands still once the execution asked for has ended
   * @returns false when nothing happens until then
   */
  proceed(latest: number): boolean {
    const next = this.agenda.next(this.executions[0]?.end === undefined ? latest : undefined)
    if (next === undefined) return false
    if (next.at !== undefined) this.env.now = Math.max(this.env.now, next.at)
    next.event()
    return true
  }

  /** An event from outside for an execution. */
  tell(execution: SimulatedExecution, event: StepEvent): void {
    this.deliver(execution, event)
  }

  /** The process dies and starts again: what no turn has taken is lost, and tasks that run are asked for once more. */
  die(): void {
    this.deaths++
    for (const execution of this.executions) {
      if (execution.end !== undefined) continue
      execution.snapshot = restarted(execution.snapshot)
      for (const { command } of execution.running.values()) this.ask(execution, command)
    }
  }

  start(info: ExecutionInfo, child?: ChildOf): SimulatedExecution {
    const execution: SimulatedExecution = {
      number: this.executions.length,
      ...{ snapshot: newSnapshot(info), history: [], commands: [], running: new Map(), end: undefined, child },
    }
    this.executions.push(execution)
    this.send(execution, { type: 'ExecutionStarted' })
    return execution
  }

  send(execution: SimulatedExecution, event: StepEvent): void {
    this.agenda.soon(() => this.deliver(execution, event))
  }

  /** Does something once what is due now is done, or so much later. */
  soon(work: () => void, afterSeconds?: number): void {
    if (afterSeconds === undefined) this.agenda.soon(work)
    else this.agenda.at(this.env.now + afterSeconds * 1000, work)
  }

  answer(execution: SimulatedExecution, command: RunTask): Answer | undefined {
    return this.options.answer?.(command, askingOf(execution, command.task))
  }

  /** Lets a task go as an answer says. */
  plan(execution: SimulatedExecution, task: TaskId, answer: Answer): void {
    const { workerName, submitted, heartbeatsAfterSeconds = [], afterSeconds } = answer
    const { deaths } = this
    const tell = (event: StepEvent, after?: number) =>
      this.soon(() => {
        if (deaths === this.deaths) this.deliver(execution, event)
      }, after)
    if (workerName !== undefined) tell({ type: 'TaskStarted', task, workerName })
    if (submitted !== undefined && execution.running.get(task)?.isSubmitted !== true)
      tell({ type: 'TaskSubmitted', task, output: submitted })
    for (const seconds of heartbeatsAfterSeconds) tell({ type: 'TaskHeartbeat', task }, seconds)
    const end = endOf(task, answer)
    if (end === undefined) return
    tell(end, afterSeconds)
    if (answer.isRepeated === true) tell(end, afterSeconds)
  }

  private deliver(execution: SimulatedExecution, event: StepEvent): void {
    noteTask(execution, event)
    const turn = step(this.program, execution.snapshot, event, this.env)
    applyTurn(execution.snapshot, turn)
    if (this.options.isRestarted === true) execution.snapshot = restarted(execution.snapshot)
    this.newest = turn.history
    for (const written of turn.history) execution.history.push(written)
    execution.commands.push(...turn.commands)
    execution.end = turn.end ?? (event.type === 'ExecutionRedriven' ? undefined : execution.end)
    this.obey(execution, turn)
    if (turn.end !== undefined) execution.child?.whenEnded(turn.end)
  }

  private obey(execution: SimulatedExecution, { commands }: Turn): void {
    for (const command of commands) {
      switch (command.type) {
        case 'SetTimer': {
          const { timer, at } = command
          this.agenda.setTimer(`${execution.number} ${timer}`, at, () => this.deliver(execution, { type: 'TimerFired', timer }))
          break
        }
        case 'ClearTimer':
          this.agenda.clearTimer(`${execution.number} ${command.timer}`)
          break
        case 'RunTask':
          execution.running.set(command.task, { command, isSubmitted: false })
          this.ask(execution, command)
          break
        case 'CancelTask':
          execution.running.delete(command.task)
          break
        case 'StartChild':
          this.mapRuns.set(`${execution.number} ${command.child}`, new SimulatedMapRun(this, execution, command))
          break
        case 'StopChild':
          this.mapRuns.get(`${execution.number} ${command.child}`)?.take({ type: 'Stopped', redriveCount: command.redriveCount })
          break
        case 'RedriveChild':
          this.mapRuns.get(`${execution.number} ${command.child}`)?.take({ type: 'Redriven', redriveCount: command.redriveCount })
          break
      }
    }
  }

  private ask(execution: SimulatedExecution, command: RunTask): void {
    const answered = this.answer(execution, command)
    if (answered !== undefined) this.plan(execution, command.task, answered)
  }
}

/** Keeps in mind how far a task is. */
function noteTask({ running }: SimulatedExecution, event: StepEvent): void {
  if (event.type === 'TaskSucceeded' || event.type === 'TaskFailed' || event.type === 'TaskSubmitFailed') running.delete(event.task)
  const task = event.type === 'TaskSubmitted' ? running.get(event.task) : undefined
  if (task !== undefined) task.isSubmitted = true
}

function askingOf({ snapshot, number, child }: SimulatedExecution, task: TaskId): Asking {
  const frameOf = (id: FrameId | undefined) => snapshot.frames.get(id ?? 0) as AnyFrame | undefined
  let frame = frameOf(snapshot.waiting.get(task))
  const retryCount = frame?.kind === 'scope' ? frame.retries.reduce((sum, count) => sum + (count ?? 0), 0) : 0
  const indexes: number[] = []
  while (frame?.kind === 'scope' && frame.join !== undefined) {
    const join: AnyFrame | undefined = frameOf(frame.join)
    if (join?.kind !== 'join') break
    if (join.items !== undefined) indexes.unshift(frame.index)
    frame = frameOf(join.owner)
  }
  if (child !== undefined) indexes.unshift(child.firstItem)
  const { executionArn } = snapshot.execution
  return { execution: number, executionArn, retryCount, indexes }
}

function endOf(task: TaskId, answer: Answer): StepEvent | undefined {
  if ('never' in answer) return undefined
  if ('error' in answer) return { type: 'TaskFailed', task, error: answer.error, cause: answer.cause }
  const { output, outputText } = answer
  return { type: 'TaskSucceeded', task, output, ...(outputText === undefined ? {} : { outputText }) }
}

function restarted({ execution, frames, lastEventId, nextFrameId }: Snapshot): Snapshot {
  return restoreSnapshot(execution, parseJson(JSON.stringify([...frames.values()])) as unknown as AnyFrame[], lastEventId, nextFrameId)
}
