import { byState, managedRule, type ServiceDefinition, type Values } from '../definition.ts'

const started = ({ ExecutionArn = '' }: Values): Values => ({ ExecutionArn })

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
      sync: {
        poll: { operation: 'DescribeExecution', input: started },
        ended: byState(['Status'], { done: ['SUCCEEDED'], failed: ['FAILED', 'TIMED_OUT', 'ABORTED'] }),
        jsonText: ['Input', 'Output'],
        cancel: { operation: 'StopExecution', input: started },
      },
      iam: [
        { actions: ['states:StartExecution'], resource: 'arn:aws:states:*:*:stateMachine:*' },
        { actions: ['states:DescribeExecution', 'states:StopExecution'], resource: 'arn:aws:states:*:*:execution:*:*', pattern: 'sync' },
        managedRule('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
      ],
    },
  },
}
