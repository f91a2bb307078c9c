import { managedRule, type ServiceDefinition } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
export const states: ServiceDefinition = {
  name: 'states',
  model: 'sfn',
  prefix: 'StepFunctions',
  client: 'AWSStepFunctions',
  baseException: 'AWSStepFunctionsException',
  hasMetadata: true,
  actions: {
    startExecution: {
      patterns: ['RR', 'sync', 'sync:2', 'waitForTaskToken'],
      parameters: {
        required: ['StateMachineArn'],
        optional: ['Input', 'Name', 'TraceHeader'],
        texts: ['StateMachineArn', 'Name', 'TraceHeader'],
      },
      jsonText: ['Input'],
      iam: [
        { actions: ['states:StartExecution'], resource: 'arn:aws:states:*:*:stateMachine:*' },
        { actions: ['states:DescribeExecution', 'states:StopExecution'], resource: 'arn:aws:states:*:*:execution:*:*', pattern: 'sync' },
        managedRule('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
      ],
    },
  },
}
