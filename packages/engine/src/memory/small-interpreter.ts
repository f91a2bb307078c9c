import type { HistoryEvent, Json, Snapshot, StepEvent, Turn } from '@pasos/asl'
import type { Interpreter } from '../ports/interpreter.ts'

/**
 * A language of a few words for the engine's own tests: a JSON array of `"pass"`, `"wait:MILLISECONDS"`, `"task:RESOURCE"`,
 * `"token:RESOURCE"`, `"die"` (kills the process), `"break"` (throws) and `"fail"`, done one after the other. Its output counts tasks.
 */
export const smallInterpreter: Interpreter = {
  compile: definition => JSON.parse(definition) as string[],
  newSnapshot: execution => ({ execution, frames: new Map(), waiting: new Map(), lastEventId: 0, nextFrameId: 1 }),
  restoreSnapshot: (execution, frames, lastEventId, nextFrameId) => ({
    ...{ execution, frames: new Map(frames.map(frame => [frame.id, frame])), waiting: new Map() },
    ...{ lastEventId, nextFrameId },
  }),
  applyTurn(snapshot, turn) {
    for (const id of turn.removed) snapshot.frames.delete(id)
    for (const frame of turn.frames) snapshot.frames.set(frame.id, frame)
    snapshot.lastEventId = turn.lastEventId
    snapshot.nextFrameId = turn.nextFrameId
  },
  // biome-ignore lint/correctness/useYield: a turn of this language is one piece
  *step(program, snapshot, event, environment) {
    return new SmallTurn(program as string[], snapshot, environment).take(event)
  },
}

interface SmallFrame {
  id: 1
  at: number
  results: Json[]
  task?: number
  timer?: string
}

class SmallTurn {
  private readonly program: string[]
  private readonly environment: Parameters<Interpreter['step']>[3]
  private readonly frame: SmallFrame
  private readonly turn: Turn

  constructor(program: string[], snapshot: Snapshot, environment: Parameters<Interpreter['step']>[3]) {
    this.program = program
    this.environment = environment
    const present = snapshot.frames.get(1) as SmallFrame | undefined
    this.frame = present ? { ...present, results: [...present.results] } : { id: 1, at: 0, results: [] }
    const { lastEventId, nextFrameId } = snapshot
    this.turn = { frames: [], removed: [], history: [], commands: [], lastEventId, nextFrameId: Math.max(nextFrameId, 2) }
  }

  take(event: StepEvent): Turn {
    switch (event.type) {
      case 'ExecutionStarted':
      case 'ExecutionRedriven':
        this.record(event.type)
        return this.goOn()
      case 'ExecutionStopped':
        return this.end('ExecutionAborted', { status: 'ABORTED', ...(event.error === undefined ? {} : { error: event.error }) })
      case 'ExecutionFailed':
        return this.end('ExecutionFailed', { status: 'FAILED', error: event.error, cause: event.cause })
      case 'TimerFired':
        if (event.timer !== this.frame.timer) return this.turn
        delete this.frame.timer
        return this.next('WaitStateExited')
      case 'TaskSucceeded':
        if (event.task !== this.frame.task) return this.turn
        delete this.frame.task
        this.frame.results.push(event.output)
        return this.next('TaskSucceeded')
      case 'TaskFailed':
        if (event.task !== this.frame.task) return this.turn
        return this.end('ExecutionFailed', { status: 'FAILED', error: event.error, cause: event.cause })
      case 'TaskStarted':
      case 'TaskSubmitted':
        if (event.task !== this.frame.task) return this.turn
        this.record(event.type)
        return this.turn
      case 'TaskSubmitFailed':
      case 'TaskHeartbeat':
        return this.turn
      default:
        return event satisfies never
    }
  }

  private next(type: HistoryEvent['type']): Turn {
    this.record(type)
    this.frame.at++
    return this.goOn()
  }

  private goOn(): Turn {
    for (;;) {
      const [word, ...rest] = (this.program[this.frame.at] ?? 'end').split(':')
      const argument = rest.join(':')
      switch (word) {
        case 'end':
          return this.end('ExecutionSucceeded', { status: 'SUCCEEDED', output: JSON.stringify(this.frame.results) })
        case 'fail':
          return this.end('ExecutionFailed', { status: 'FAILED', error: 'Asked', cause: 'by the program' })
        case 'die':
          process.kill(process.pid, 'SIGKILL')
          break
        case 'break':
          throw new Error('broken on purpose')
        case 'wait':
          this.frame.timer = `${this.record('WaitStateEntered')}/wait`
          this.turn.commands.push({ type: 'SetTimer', timer: this.frame.timer, at: this.environment.now + Number(argument) })
          return this.rest()
        case 'task':
        case 'token':
          return this.schedule(argument, word === 'token')
        default:
          this.record('PassStateEntered')
          this.frame.at++
      }
    }
  }

  private schedule(resource: string, wantsToken: boolean): Turn {
    const task = this.record('TaskScheduled')
    this.frame.task = task
    const token = wantsToken ? { token: this.environment.taskToken(task) } : {}
    this.turn.commands.push({ type: 'RunTask', task, resource, input: this.frame.results, stateName: `${this.frame.at}`, ...token })
    return this.rest()
  }

  private rest(): Turn {
    this.turn.frames = [this.frame]
    return this.turn
  }

  private end(type: HistoryEvent['type'], end: NonNullable<Turn['end']>): Turn {
    this.record(type)
    this.turn.end = end
    return this.rest()
  }

  private record(type: HistoryEvent['type']): number {
    const id = ++this.turn.lastEventId
    this.turn.history.push({ id, previousEventId: id - 1, timestamp: this.environment.now, type })
    return id
  }
}
