import type { Json } from '@pasos/asl'

/** An action of a service that an integration calls without a function. */
export interface ActionSubtype {
  /** The service's name in the AWS SDK integrations. */
  service: string
  operation: string
  /** What each parameter holds, as the action has it; `Region` comes besides. */
  parameters: Readonly<Record<string, 'text' | 'number' | 'json'>>
  required: readonly string[]
  /** The action's input of the parameters, where it is not just them. */
  input?(parameters: Record<string, Json>): Json
}

const queue = { QueueUrl: 'text' } as const

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html */
export const actionSubtypes: Readonly<Record<string, ActionSubtype>> = {
  'EventBridge-PutEvents': {
    ...{ service: 'eventbridge', operation: 'PutEvents', required: ['Detail', 'DetailType', 'Source'] },
    parameters: {
      ...{ Detail: 'text', DetailType: 'text', Source: 'text', Time: 'text', EventBusName: 'text', Resources: 'json', TraceHeader: 'text' },
    },
    input: entry => ({ Entries: [entry] }),
  },
  'SQS-SendMessage': {
    ...{ service: 'sqs', operation: 'SendMessage', required: ['QueueUrl', 'MessageBody'] },
    parameters: {
      ...{ ...queue, MessageBody: 'text', DelaySeconds: 'number', MessageAttributes: 'json', MessageDeduplicationId: 'text' },
      ...{ MessageGroupId: 'text', MessageSystemAttributes: 'json' },
    },
  },
  'SQS-ReceiveMessage': {
    ...{ service: 'sqs', operation: 'ReceiveMessage', required: ['QueueUrl'] },
    parameters: {
      ...{ ...queue, AttributeNames: 'json', MaxNumberOfMessages: 'number', MessageAttributeNames: 'json' },
      ...{ ReceiveRequestAttemptId: 'text', VisibilityTimeout: 'number', WaitTimeSeconds: 'number' },
    },
  },
  'SQS-DeleteMessage': {
    ...{ service: 'sqs', operation: 'DeleteMessage', required: ['QueueUrl', 'ReceiptHandle'] },
    parameters: { ...queue, ReceiptHandle: 'text' },
  },
  'SQS-PurgeQueue': { service: 'sqs', operation: 'PurgeQueue', required: ['QueueUrl'], parameters: queue },
  'StepFunctions-StartExecution': {
    ...{ service: 'sfn', operation: 'StartExecution', required: ['StateMachineArn'] },
    parameters: { StateMachineArn: 'text', Name: 'text', Input: 'text' },
  },
  'StepFunctions-StartSyncExecution': {
    ...{ service: 'sfn', operation: 'StartSyncExecution', required: ['StateMachineArn'] },
    parameters: { StateMachineArn: 'text', Name: 'text', Input: 'text', TraceHeader: 'text' },
  },
  'StepFunctions-StopExecution': {
    ...{ service: 'sfn', operation: 'StopExecution', required: ['ExecutionArn'] },
    parameters: { ExecutionArn: 'text', Cause: 'text', Error: 'text' },
  },
}
