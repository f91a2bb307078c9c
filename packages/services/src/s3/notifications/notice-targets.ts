import { createHash } from 'node:crypto'
import type { Catalog, Ids } from '@pasos/engine'
import type { LambdaFace } from '../../lambda/service.ts'
import { messageOf } from '../../sqs/records/message-check.ts'
import { findQueueByArn } from '../../sqs/records/queue-record.ts'
import type { SqsFace } from '../../sqs/service.ts'
import type { Targets } from './notices.ts'

interface Neighbours {
  catalog: Catalog
  ids: Ids
  queues(): Promise<SqsFace> | undefined
  functions(): Promise<LambdaFace> | undefined
}

/** Hands notices to the services here. What is not here, or is gone, is dropped, as S3 drops what a target does not take. */
export function noticeTargets({ catalog, queues, functions }: Neighbours): Targets {
  return {
    async queue(arn, text) {
      const record = findQueueByArn(catalog, arn)
      const face = await queues()
      if (record && face) await face.queues.send(record, [messageOf({ QueueUrl: '', MessageBody: text }, record, 's3.amazonaws.com')])
    },
    topic: async () => undefined,
    async function(arn, text) {
      const face = await functions()
      // The same notice delivered twice is the same invocation.
      const requestId = createHash('md5')
        .update(text)
        .digest('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      await face?.acceptor.accept({ function: arn, payload: text, requestId }, 'Event')
    },
    eventBridge: async () => undefined,
  }
}
