import { copySnapshot, type JoinedTurns, joinTurns, type RunTask, type Snapshot, type StepEvent, type Turn, TurnMemo } from '@pasos/asl'
import type { Clock, Pace } from '../ports/clock.ts'
import type { DataWrite } from '../ports/data-store.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'
import type { TaskEffects, TaskEnd } from '../ports/tasks.ts'
import type { Dispatcher } from './dispatcher.ts'
import { isEmpty } from './encode-turn.ts'
import { sliceMs } from './long-turn.ts'
import type { Delivery, Run } from './run.ts'

/** So many in one turn: the others' turns come, and what watches the history sees it grow. */
const mostTasks = 32
/** Of what they leave to be written: more is a commit of its own. */
const mostBytes = 256 * 1024
/** The copy of an execution's frames is to cost nothing beside the turn. */
const mostFrames = 64

/** A turn with those that follow from the ends of its tasks. */
export interface Extended {
  turn: Turn
  delivery: Delivery
  /** It will not be written: nothing that its tasks have prepared happens. */
  drop(): void
}

/** Nothing where the turn has no such task. */
export type ExtendTurn = (run: Run, delivery: Delivery, turn: Turn) => Extended | undefined

/**
 * Goes on with a turn that is not on disk yet, through the tasks whose whole work is what they leave to be written: all of it is written
 * as one. Nobody outside can tell, as such a task does nothing before its turn is there; but a task costs no commit of its own.
 *
 * What cannot be ended in this way stays in the turn as it is, and is run once that is on disk.
 */
export function tasksAtOnce(options: {
  interpreter: Pick<Interpreter, 'step' | 'applyTurn'>
  tasks: Pick<Dispatcher, 'endAtOnce'>
  clock: Clock
  pace: Pace
  longExpressions: LongExpressions | undefined
}): ExtendTurn {
  const { interpreter, tasks, clock, pace, longExpressions } = options
  const memo = longExpressions && new TurnMemo()

  /** The turn after a task's end; nothing where it takes longer than others should wait. */
  const stepOn = ({ program, environment }: Run, ahead: Snapshot, event: StepEvent, until: number): Turn | undefined => {
    memo?.renew()
    environment.memo = memo
    environment.now = clock.now()
    try {
      const pieces = interpreter.step(program, ahead, event, environment)
      for (;;) {
        const piece = pieces.next()
        if (piece.done === true) return piece.value
        if (pace.elapsedMs() > until) return undefined
      }
    } catch {
      // What is put aside, or a defect: it comes again where it is dealt with.
      return undefined
    } finally {
      environment.memo = undefined
    }
  }

  const endOf = (run: Run, command: RunTask): TaskEnd | undefined => {
    try {
      return tasks.endAtOnce(run.number, run.record, command)
    } catch {
      // It throws again where the task is run, and fails it there.
      return undefined
    }
  }

  return (run, delivery, first) => {
    if (first.end !== undefined || first.frames.length > mostFrames || run.snapshot.frames.size > mostFrames) return undefined
    let open = runTasks(first)
    let ahead: Snapshot | undefined
    let joined: JoinedTurns | undefined
    const writes: DataWrite[] = []
    const settles: TaskEffects['settle'][] = []
    let bytes = 0
    const until = pace.elapsedMs() + sliceMs
    for (let at = 0; at < open.length && at < mostTasks; at++) {
      const command = open[at]!
      // Another one's end has cut it off.
      if (ahead !== undefined && !ahead.waiting.has(command.task)) continue
      const ended = endOf(run, command)
      if (ended === undefined) continue
      if (ahead === undefined) {
        ahead = copySnapshot(run.snapshot)
        interpreter.applyTurn(ahead, first)
      }
      const next = stepOn(run, ahead, ended.report, until)
      if (next === undefined || isEmpty(next)) {
        ended.effects?.settle(false)
        break
      }
      interpreter.applyTurn(ahead, next)
      joined ??= joinTurns(first, id => run.snapshot.frames.has(id))
      joined.add(next, command.task)
      if (ended.effects) {
        writes.push(...ended.effects.writes)
        settles.push(ended.effects.settle)
        bytes += sizeOf(ended.effects)
      }
      if (next.end !== undefined || bytes > mostBytes || ahead.frames.size > mostFrames || pace.elapsedMs() > until) break
      open = [...open, ...runTasks(next)]
    }
    return joined && { turn: joined.turn, delivery: bringing(delivery, writes, settles), drop: () => settle(settles, false) }
  }
}

function runTasks({ commands }: Turn): RunTask[] {
  return commands.filter(command => command.type === 'RunTask')
}

function sizeOf({ writes }: TaskEffects): number {
  return writes.reduce((sum, write) => sum + ('value' in write ? (write.value?.length ?? 0) : 0), 0)
}

function settle(settles: readonly TaskEffects['settle'][], committed: boolean): void {
  for (const each of settles) each(committed)
}

/** The delivery with what its turn brings along. */
function bringing({ event, data, done, failed }: Delivery, writes: DataWrite[], settles: readonly TaskEffects['settle'][]): Delivery {
  return {
    event,
    data: data === undefined ? writes : [...data, ...writes],
    done(outcome) {
      settle(settles, outcome === 'taken')
      done?.(outcome)
    },
    failed(error) {
      settle(settles, false)
      failed?.(error)
    },
  }
}
