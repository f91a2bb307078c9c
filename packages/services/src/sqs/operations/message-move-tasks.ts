import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { invalidParameter, invalidValue, missingParameter, resourceNotFound, unsupportedOperation } from '../errors.ts'
import type { MoveTask } from '../queue/move-tasks.ts'
import { sourcesOf } from '../records/dead-letter-queue.ts'
import { findQueueByArn, isFifo, type QueueRecord } from '../records/queue-record.ts'

export function startMessageMoveTask(deps: SqsDependencies): Operation<sqs.StartMessageMoveTaskRequest, sqs.StartMessageMoveTaskResult> {
  return async input => {
    const source = requireByArn(deps, input.SourceArn, 'SourceArn')
    if (sourcesOf(deps.catalog, source).length === 0) throw invalidParameter('Source queue must be configured as a Dead Letter Queue.')
    const { DestinationArn: destinationArn, MaxNumberOfMessagesPerSecond: perSecond } = input
    if (destinationArn !== undefined) {
      const target = requireByArn(deps, destinationArn, 'DestinationArn')
      if (isFifo(target) !== isFifo(source)) throw invalidParameter('Source and destination queue must be of the same type.')
      if (target.arn === source.arn) throw invalidParameter('Source queue and destination queue must be different.')
    }
    if (perSecond !== undefined && !(perSecond >= 1 && perSecond <= 500)) {
      throw invalidValue(perSecond, 'MaxNumberOfMessagesPerSecond', 'Must be between 1 and 500, if provided.')
    }
    if ((await deps.moveTasks.list(source.arn)).some(({ status }) => status === 'RUNNING')) {
      throw unsupportedOperation('There is already a task running. Only one active task is allowed for a source queue arn at a given time.')
    }
    const queue = await deps.queues.open(source)
    const { visible, delayed, inFlight } = queue.counts(source)
    const task = await deps.moveTasks.start({
      sourceArn: source.arn,
      toMove: visible + delayed + inFlight,
      ...(destinationArn === undefined ? {} : { destinationArn }),
      ...(perSecond === undefined ? {} : { perSecond }),
    })
    return { TaskHandle: taskHandle(task) }
  }
}

export function cancelMessageMoveTask(deps: SqsDependencies): Operation<sqs.CancelMessageMoveTaskRequest, sqs.CancelMessageMoveTaskResult> {
  return async input => {
    if (!input.TaskHandle) throw missingParameter('TaskHandle')
    const task = await deps.moveTasks.cancel(parseTaskHandle(input.TaskHandle))
    if (!task) throw resourceNotFound('Task does not exist.')
    return { ApproximateNumberOfMessagesMoved: task.moved }
  }
}

export function listMessageMoveTasks(deps: SqsDependencies): Operation<sqs.ListMessageMoveTasksRequest, sqs.ListMessageMoveTasksResult> {
  return async input => {
    const source = requireByArn(deps, input.SourceArn, 'SourceArn')
    const { MaxResults = 1 } = input
    if (!(MaxResults >= 1 && MaxResults <= 10)) throw invalidValue(MaxResults, 'MaxResults', 'Must be between 1 and 10, if provided.')
    const tasks = await deps.moveTasks.list(source.arn)
    return { Results: tasks.slice(0, MaxResults).map(taskAnswer) }
  }
}

function requireByArn({ catalog }: SqsDependencies, arn: string | undefined, parameter: string): QueueRecord {
  if (!arn) throw missingParameter(parameter)
  const record = findQueueByArn(catalog, arn)
  if (!record) throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)
  return record
}

/** As AWS makes them: base64 of JSON. */
function taskHandle({ handle, sourceArn }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: handle, sourceArn })).toString('base64')
}

function parseTaskHandle(text: string): string {
  try {
    const { taskId } = JSON.parse(Buffer.from(text, 'base64').toString()) as { taskId?: unknown }
    if (typeof taskId === 'string') return taskId
  } catch {
    // Refused below.
  }
  throw invalidParameter('Value for parameter TaskHandle is invalid.')
}

function taskAnswer(task: MoveTask): sqs.ListMessageMoveTasksResultEntry {
  const { status, sourceArn, destinationArn, perSecond, moved, toMove, startedAt, failureReason } = task
  return {
    // Only what runs can be cancelled.
    ...(status === 'RUNNING' && { TaskHandle: taskHandle(task) }),
    Status: status,
    SourceArn: sourceArn,
    ...(destinationArn === undefined ? {} : { DestinationArn: destinationArn }),
    ...(perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: perSecond }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
    StartedTimestamp: startedAt,
  }
}
