import type { Program } from '../definition/program.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import { applyTurn, newSnapshot, restoreSnapshot } from '../machine/apply-turn.ts'
import type { Command, RunTask } from '../machine/command.ts'
import type { StepEvent, TaskId } from '../machine/event.ts'
import type { ExecutionInfo, Snapshot, StepEnvironment } from '../machine/snapshot.ts'
import type { ExecutionEnd, Turn } from '../machine/turn.ts'
import { step } from '../step/step.ts'
import { Agenda } from './agenda.ts'
import type { Answer, SimulateOptions } from './simulate.ts'
import { SimulatedMapRun } from './simulated-map-run.ts'

/** An execution as the simulation has it: the one asked for, or a child of a Map Run. */
export interface SimulatedExecution {
  /** 0 for the one asked for; names its timers. */
  readonly number: number
  snapshot: Snapshot
  readonly history: HistoryEvent[]
  readonly commands: Command[]
  end: ExecutionEnd | undefined
  /** Told of its end, when it is a child. */
  readonly whenEnded: ((end: ExecutionEnd) => void) | undefined
}

/** Executions and Map Runs in memory, on one clock that jumps. */
export class SimulatedWorld {
  readonly program: Program
  readonly env: StepEnvironment
  private readonly options: Pick<SimulateOptions, 'answer' | 'isRestarted'>
  private readonly agenda = new Agenda<() => void>()
  private readonly mapRuns = new Map<string, SimulatedMapRun>()
  private executions = 0

  constructor(program: Program, env: StepEnvironment, options: Pick<SimulateOptions, 'answer' | 'isRestarted'>) {
    this.program = program
    this.env = env
    this.options = options
  }

  /** Plays an execution out. @param later events from outside, one by one when nothing else is left to happen */
  play(info: ExecutionInfo, later: readonly StepEvent[]): SimulatedExecution {
    const root = this.start(info)
    const outside = [...later]
    for (;;) {
      const next = this.agenda.next(root.end === undefined)
      const event = next === undefined ? outside.shift() : undefined
      if (next === undefined && event === undefined) return root
      if (next?.at !== undefined) this.env.now = Math.max(this.env.now, next.at)
      if (event !== undefined) this.deliver(root, event)
      else next?.event()
    }
  }

  start(info: ExecutionInfo, whenEnded?: SimulatedExecution['whenEnded']): SimulatedExecution {
    const snapshot = newSnapshot(info)
    const execution = { number: this.executions++, snapshot, history: [], commands: [], end: undefined, whenEnded }
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

  answer(command: RunTask): Answer | undefined {
    return this.options.answer?.(command)
  }

  private deliver(execution: SimulatedExecution, event: StepEvent): void {
    const turn = step(this.program, execution.snapshot, event, this.env)
    applyTurn(execution.snapshot, turn)
    if (this.options.isRestarted === true) execution.snapshot = restarted(execution.snapshot)
    execution.history.push(...turn.history)
    execution.commands.push(...turn.commands)
    execution.end = turn.end ?? (event.type === 'ExecutionRedriven' ? undefined : execution.end)
    this.obey(execution, turn)
    if (turn.end !== undefined) execution.whenEnded?.(turn.end)
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
        case 'RunTask': {
          const answered = this.answer(command)
          if (answered !== undefined) this.plan(execution, command.task, answered)
          break
        }
        case 'CancelTask':
          break
        case 'StartChild':
          this.mapRuns.set(`${execution.number} ${command.child}`, new SimulatedMapRun(this, execution, command))
          break
        case 'StopChild':
          this.mapRuns.get(`${execution.number} ${command.child}`)?.take({ type: 'Stopped' })
          break
        case 'RedriveChild':
          this.mapRuns.get(`${execution.number} ${command.child}`)?.take({ type: 'Redriven' })
          break
      }
    }
  }

  private plan(execution: SimulatedExecution, task: TaskId, answer: Answer): void {
    const { workerName, submitted, heartbeatsAfterSeconds = [], afterSeconds } = answer
    if (workerName !== undefined) this.send(execution, { type: 'TaskStarted', task, workerName })
    if (submitted !== undefined) this.send(execution, { type: 'TaskSubmitted', task, output: submitted })
    for (const seconds of heartbeatsAfterSeconds) this.soon(() => this.deliver(execution, { type: 'TaskHeartbeat', task }), seconds)
    const end = endOf(task, answer)
    if (end !== undefined) this.soon(() => this.deliver(execution, end), afterSeconds)
  }
}

function endOf(task: TaskId, answer: Answer): StepEvent | undefined {
  if ('never' in answer) return undefined
  if ('error' in answer) return { type: 'TaskFailed', task, error: answer.error, cause: answer.cause }
  const { output, outputText } = answer
  return { type: 'TaskSucceeded', task, output, ...(outputText === undefined ? {} : { outputText }) }
}

function restarted({ execution, frames, lastEventId, nextFrameId }: Snapshot): Snapshot {
  return restoreSnapshot(execution, JSON.parse(JSON.stringify([...frames.values()])), lastEventId, nextFrameId)
}
