import type { OperationModel, ServiceHead, ShapeModel } from './service-model.ts'

/** What is laid over a model when it is loaded: members of it, and members of single operations and shapes. */
export interface Amendment extends Partial<ServiceHead> {
  operations?: Record<string, Partial<OperationModel>>
  shapes?: Record<string, Partial<ShapeModel>>
  /** What members are called in the query protocol, by shape. */
  queryNames?: Record<string, Record<string, string>>
}

/** What the published models lack or have otherwise than AWS itself, by service, each with its source. */
export const amendments: Record<string, Amendment> = {
  // Only functions on Managed Instances, which are not served here, may have more; TestState holds results to it too.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
  lambda: { shapes: { MemorySize: { max: 10_240 } } },
  // The query protocol of before 2023, which older SDKs still speak:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
  sqs: {
    protocols: ['awsJson1_0', 'awsQuery'],
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    operations: Object.fromEntries(
      [
        ...['CancelMessageMoveTask', 'ChangeMessageVisibilityBatch', 'CreateQueue', 'DeleteMessageBatch', 'GetQueueAttributes'],
        ...['GetQueueUrl', 'ListDeadLetterSourceQueues', 'ListMessageMoveTasks', 'ListQueues', 'ListQueueTags', 'ReceiveMessage'],
        ...['SendMessage', 'SendMessageBatch', 'StartMessageMoveTask'],
      ].map(name => [name, { wrapper: `${name}Result` }]),
    ),
    queryNames: {
      AddPermissionRequest: { AWSAccountIds: 'AWSAccountId', Actions: 'ActionName' },
      ChangeMessageVisibilityBatchRequest: { Entries: 'ChangeMessageVisibilityBatchRequestEntry' },
      ChangeMessageVisibilityBatchResult: { Successful: 'ChangeMessageVisibilityBatchResultEntry', Failed: 'BatchResultErrorEntry' },
      CreateQueueRequest: { Attributes: 'Attribute', tags: 'Tag' },
      DeleteMessageBatchRequest: { Entries: 'DeleteMessageBatchRequestEntry' },
      DeleteMessageBatchResult: { Successful: 'DeleteMessageBatchResultEntry', Failed: 'BatchResultErrorEntry' },
      GetQueueAttributesRequest: { AttributeNames: 'AttributeName' },
      GetQueueAttributesResult: { Attributes: 'Attribute' },
      ListDeadLetterSourceQueuesResult: { queueUrls: 'QueueUrl' },
      ListMessageMoveTasksResult: { Results: 'ListMessageMoveTasksResultEntry' },
      ListQueuesResult: { QueueUrls: 'QueueUrl' },
      ListQueueTagsResult: { Tags: 'Tag' },
      Message: { Attributes: 'Attribute', MessageAttributes: 'MessageAttribute' },
      ReceiveMessageRequest: {
        AttributeNames: 'AttributeName',
        MessageSystemAttributeNames: 'MessageSystemAttributeName',
        MessageAttributeNames: 'MessageAttributeName',
      },
      ReceiveMessageResult: { Messages: 'Message' },
      SendMessageBatchRequest: { Entries: 'SendMessageBatchRequestEntry' },
      SendMessageBatchRequestEntry: { MessageAttributes: 'MessageAttribute', MessageSystemAttributes: 'MessageSystemAttribute' },
      SendMessageBatchResult: { Successful: 'SendMessageBatchResultEntry', Failed: 'BatchResultErrorEntry' },
      SendMessageRequest: { MessageAttributes: 'MessageAttribute', MessageSystemAttributes: 'MessageSystemAttribute' },
      SetQueueAttributesRequest: { Attributes: 'Attribute' },
      TagQueueRequest: { Tags: 'Tag' },
      UntagQueueRequest: { TagKeys: 'TagKey' },
    },
  },
}
