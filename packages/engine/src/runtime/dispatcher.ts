import { hash } from 'node:crypto'
import type { RunTask, TaskId } from '@pasos/asl'
import { remembered } from '@pasos/integrations'
import type { MemoryBudget } from '../map-runs/memory-budget.ts'
import type { ExecutionNumber, TaskOwner } from '../ports/journal.ts'
import {
  EngineClosing,
  type Reporter,
  type TaskEffects,
  type TaskEnd,
  type TaskReport,
  type TaskRequest,
  type TaskRunner,
} from '../ports/tasks.ts'
import { isActivity } from './encode-turn.ts'
import { type NumberMap, numberMap } from './number-map.ts'

/** Hands tasks to connectors once the turn that asks for them is on disk, and their reports back. */
export interface Dispatcher {
  /** The end of a task whose turn is not on disk yet, where it has one at once; see {@link TaskRunner}. */
  endAtOnce(number: ExecutionNumber, record: TaskOwner, command: RunTask): TaskEnd | undefined
  run(number: ExecutionNumber, record: TaskOwner, command: RunTask, submitted?: TaskRequest['submitted']): void
  cancel(number: ExecutionNumber, task: TaskId): void
  cancelAll(number: ExecutionNumber): void
  /** The task as it was handed out, while it is under way in this process. */
  request(number: ExecutionNumber, task: TaskId): TaskRequest | undefined
  /** All that a former process left has been handed out: until then a task that this process knows, be it over by now, is handed out once. */
  resumed(): void
  /** Forgets a task that ended by its token or in the journal's eyes. */
  forget(number: ExecutionNumber, task: TaskId): void
  /** Stops listening to all connectors and tells them to stop. */
  close(): void
}

/** Of so many at once each is looked for among all; more have an index. */
const fewTasks = 16

interface Underway {
  request: TaskRequest
  abort: AbortController
  /** What the request of a Map Run's child holds in memory. */
  bytes: number
  /** Others of its execution, which begun before and after it. */
  earlier: Underway | undefined
  later: Underway | undefined
}

export function dispatcher(options: {
  runners: readonly TaskRunner[]
  deliver: (number: ExecutionNumber, report: TaskReport, effects?: TaskEffects) => void
  /** A worker of an activity ends its task by a token, though the state machine never sees one. */
  tokenFor: (number: ExecutionNumber, executionArn: string, task: TaskId) => string
  budget: Pick<MemoryBudget, 'hold' | 'release'>
}): Dispatcher {
  const { budget } = options
  const underway = underwayTasks()
  const known = knownTasks()
  const find = remembered(10_000, resource => options.runners.find(candidate => candidate.claims(resource)))
  const atOnce = remembered(10_000, resource => find(resource)?.atOnce?.(resource))

  const forget = (number: ExecutionNumber, task: TaskId): void => {
    known.meets(number, task)
    const found = underway.remove(number, task)
    if (found !== undefined && found.bytes > 0) budget.release(found.bytes)
  }

  const start = (number: ExecutionNumber, request: TaskRequest): void => {
    const bytes = isOfChild(request) ? sizeOf(request) : 0
    const mine: Underway = { request, abort: new AbortController(), bytes, earlier: undefined, later: undefined }
    if (bytes > 0) budget.hold(bytes)
    underway.add(number, mine)
    const report: Reporter = (told, effects) => {
      if (underway.get(number, request.task) === mine) options.deliver(number, told, effects)
      else effects?.settle(false)
    }
    const runner = find(request.resource)
    try {
      if (runner) runner.run(request, report, mine.abort.signal)
      else report(unavailable(request))
    } catch (error) {
      report({
        type: 'TaskFailed',
        task: request.task,
        error: 'States.Runtime',
        cause: error instanceof Error ? error.message : String(error),
      })
    }
  }

  const requestOf = (number: ExecutionNumber, record: TaskOwner, command: RunTask): TaskRequest => {
    const request: TaskRequest = {
      executionArn: record.executionArn,
      task: command.task,
      idempotencyToken: idempotencyToken(record.executionArn, command.task),
      resource: command.resource,
      input: command.input,
      stateName: command.stateName,
      roleArn: command.roleArn ?? record.roleArn,
      stateMachineArn: record.stateMachineArn,
    }
    const token = command.token ?? (isActivity(command.resource) ? options.tokenFor(number, record.executionArn, command.task) : undefined)
    if (token !== undefined) request.token = token
    if (command.roleArn !== undefined) request.assumedBy = record.roleArn
    if (command.inputText !== undefined) request.inputText = command.inputText
    if (command.timeoutSeconds !== undefined) request.timeoutSeconds = command.timeoutSeconds
    if (command.heartbeatSeconds !== undefined) request.heartbeatSeconds = command.heartbeatSeconds
    if (record.traceHeader !== undefined) request.traceHeader = record.traceHeader
    return request
  }

  return {
    endAtOnce(number, record, command) {
      return atOnce(command.resource)?.(requestOf(number, record, command))
    },
    run(number, record, command, submitted) {
      if (!known.meets(number, command.task)) return
      const request = requestOf(number, record, command)
      if (submitted !== undefined) request.submitted = submitted
      start(number, request)
    },
    cancel(number, task) {
      const found = underway.get(number, task)
      forget(number, task)
      found?.abort.abort()
    },
    cancelAll(number) {
      const open = underway.of(number)
      for (const { request } of open) forget(number, request.task)
      for (const { abort } of open) abort.abort()
    },
    request: (number, task) => underway.get(number, task)?.request,
    resumed: known.forgetAll,
    forget,
    close() {
      for (const { abort } of underway.removeAll()) abort.abort(new EngineClosing())
    },
  }
}

interface TasksOfOne {
  count: number
  /** The one that began last. */
  latest: Underway
  index: Map<TaskId, Underway> | undefined
}

/** Tasks under way, by their execution and their number in it. The numbers of executions may fill all that a number holds, so both make no key. */
function underwayTasks() {
  let all: NumberMap<TasksOfOne> = numberMap()

  const find = ({ index, latest }: TasksOfOne, task: TaskId): Underway | undefined => {
    if (index) return index.get(task)
    let one: Underway | undefined = latest
    while (one !== undefined && one.request.task !== task) one = one.earlier
    return one
  }

  const listOf = ({ latest }: TasksOfOne): Underway[] => {
    const open: Underway[] = []
    for (let one: Underway | undefined = latest; one !== undefined; one = one.earlier) open.push(one)
    return open.reverse()
  }

  const remove = (number: ExecutionNumber, task: TaskId): Underway | undefined => {
    const tasks = all.get(number)
    const found = tasks && find(tasks, task)
    if (tasks === undefined || found === undefined) return undefined
    const { earlier, later } = found
    tasks.count--
    tasks.index?.delete(task)
    if (earlier !== undefined) earlier.later = later
    if (later !== undefined) later.earlier = earlier
    else if (earlier !== undefined) tasks.latest = earlier
    else all.delete(number)
    // What has become old may not hold what comes after it.
    found.earlier = undefined
    found.later = undefined
    return found
  }

  return {
    get(number: ExecutionNumber, task: TaskId): Underway | undefined {
      const tasks = all.get(number)
      return tasks && find(tasks, task)
    },
    add(number: ExecutionNumber, mine: Underway): void {
      const { task } = mine.request
      remove(number, task)
      const tasks = all.get(number)
      if (tasks === undefined) {
        all.set(number, { count: 1, latest: mine, index: undefined })
        return
      }
      mine.earlier = tasks.latest
      tasks.latest.later = mine
      tasks.latest = mine
      if (++tasks.count > fewTasks && tasks.index === undefined) tasks.index = new Map(listOf(tasks).map(each => [each.request.task, each]))
      else tasks.index?.set(task, mine)
    },
    remove,
    /** In the order of their beginnings. */
    of(number: ExecutionNumber): Underway[] {
      const tasks = all.get(number)
      return tasks === undefined ? [] : listOf(tasks)
    },
    removeAll(): Underway[] {
      const open = all.values().flatMap(listOf)
      all = numberMap()
      return open
    },
  }
}

/** Tasks that have been handed out, or have ended: what is read of those that a former process left may be older. */
function knownTasks() {
  let known: Set<string> | undefined = new Set()
  return {
    /** Whether a task was not known yet; from now on it is. */
    meets(number: ExecutionNumber, task: TaskId): boolean {
      // Tasks of Express executions are in no store.
      if (known === undefined || number < 0) return true
      const before = known.size
      return known.add(`${number}/${task}`).size > before
    },
    forgetAll(): void {
      known = undefined
    },
  }
}

/** A child's state machine has its Map state's label in its name. */
function isOfChild({ stateMachineArn }: TaskRequest): boolean {
  return stateMachineArn.includes('/')
}

function sizeOf({ input, inputText }: TaskRequest): number {
  return inputText?.length ?? JSON.stringify(input).length
}

function unavailable({ task, resource }: TaskRequest): TaskReport {
  return { type: 'TaskFailed', task, error: 'States.Runtime', cause: `The resource '${resource}' is not available here.` }
}

/** The same for every repetition of a task and shaped like a UUID, as it becomes the request id of Lambda invocations. */
export function idempotencyToken(executionArn: string, task: TaskId): string {
  const digest = hash('sha1', `${executionArn}#${task}`, 'hex')
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
