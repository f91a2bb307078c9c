import type { Operation, sqs } from '@pasos/wire'
import type { SqsDependencies } from '../dependencies.ts'
import { changeQueue, placeOfUrl, requireQueue } from '../records/queue-record.ts'

/** Unlike AWS a queue of the same name can be made at once: its messages are kept under another id. */
export function deleteQueue({ catalog, queues }: SqsDependencies): Operation<sqs.DeleteQueueRequest, object> {
  return async (input, context) => {
    const place = placeOfUrl(input.QueueUrl, context)
    const record = requireQueue(catalog, place)
    await changeQueue(catalog, place, () => undefined)
    await queues.discard(record)
    return {}
  }
}
