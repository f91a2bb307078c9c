import type { TaskId } from '@pasos/asl'
import type { ExecutionNumber } from '@pasos/engine'

/**
 * Which row of the table of tasks holds which task of those that this process has started. Tasks of a former process are unknown here, and
 * found by their execution.
 */
export interface TaskSlots {
  of(number: ExecutionNumber, task: TaskId): number | undefined
  /** Gives a task a slot: the one that it has, the one given, or one that no other ever had. */
  give(number: ExecutionNumber, task: TaskId, slot?: number): number
  free(number: ExecutionNumber, task: TaskId): void
  drop(number: ExecutionNumber): void
}

/** Slots of one epoch; there are far fewer than so many tasks of one execution under way. */
const slotsOfEpoch = 2 ** 26

export function taskSlots(epoch: number): TaskSlots {
  const executions = new Map<ExecutionNumber, Map<TaskId, number>>()
  let next = 0
  return {
    of: (number, task) => executions.get(number)?.get(task),
    give(number, task, slot) {
      let tasks = executions.get(number)
      if (!tasks) {
        tasks = new Map()
        executions.set(number, tasks)
      }
      const given = tasks.get(task) ?? slot ?? epoch * slotsOfEpoch + (next++ % slotsOfEpoch)
      tasks.set(task, given)
      return given
    },
    free(number, task) {
      const tasks = executions.get(number)
      tasks?.delete(task)
      if (tasks?.size === 0) executions.delete(number)
    },
    drop: number => void executions.delete(number),
  }
}
