import type { Operation } from '@pasos/wire'
import type { SqsDependencies } from './dependencies.ts'
import { changeMessageVisibility, changeMessageVisibilityBatch } from './operations/change-message-visibility.ts'
import { createQueue } from './operations/create-queue.ts'
import { deleteMessage, deleteMessageBatch } from './operations/delete-message.ts'
import { deleteQueue } from './operations/delete-queue.ts'
import { getQueueAttributes } from './operations/get-queue-attributes.ts'
import { getQueueUrl } from './operations/get-queue-url.ts'
import { listDeadLetterSourceQueues } from './operations/list-dead-letter-source-queues.ts'
import { listQueues } from './operations/list-queues.ts'
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './operations/message-move-tasks.ts'
import { addPermission, removePermission } from './operations/permissions.ts'
import { purgeQueue } from './operations/purge-queue.ts'
import { receiveMessage } from './operations/receive-message.ts'
import { sendMessage } from './operations/send-message.ts'
import { sendMessageBatch } from './operations/send-message-batch.ts'
import { setQueueAttributes } from './operations/set-queue-attributes.ts'
import { listQueueTags, tagQueue, untagQueue } from './operations/tags.ts'

export function sqsOperations(deps: SqsDependencies): Record<string, Operation> {
  return {
    AddPermission: addPermission(deps),
    CancelMessageMoveTask: cancelMessageMoveTask(deps),
    ChangeMessageVisibility: changeMessageVisibility(deps),
    ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(deps),
    CreateQueue: createQueue(deps),
    DeleteMessage: deleteMessage(deps),
    DeleteMessageBatch: deleteMessageBatch(deps),
    DeleteQueue: deleteQueue(deps),
    GetQueueAttributes: getQueueAttributes(deps),
    GetQueueUrl: getQueueUrl(deps),
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues(deps),
    ListMessageMoveTasks: listMessageMoveTasks(deps),
    ListQueues: listQueues(deps),
    ListQueueTags: listQueueTags(deps),
    PurgeQueue: purgeQueue(deps),
    ReceiveMessage: receiveMessage(deps),
    RemovePermission: removePermission(deps),
    SendMessage: sendMessage(deps),
    SendMessageBatch: sendMessageBatch(deps),
    SetQueueAttributes: setQueueAttributes(deps),
    StartMessageMoveTask: startMessageMoveTask(deps),
    TagQueue: tagQueue(deps),
    UntagQueue: untagQueue(deps),
  }
}
