import { byState, managedRule, member, type ServiceDefinition, SYNC } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-batch.html */
export const batch: ServiceDefinition = {
  name: 'batch',
  model: 'batch',
  prefix: 'Batch',
  client: 'AWSBatch',
  baseException: 'AWSBatchException',
  hasMetadata: true,
  actions: {
    submitJob: {
      patterns: SYNC,
      sync: {
        poll: { operation: 'DescribeJobs', input: ({ JobId = '' }) => ({ Jobs: [JobId] }) },
        ended: byState(['Jobs', 0, 'Status'], { done: ['SUCCEEDED'], failed: ['FAILED'] }),
        shown: member('Jobs', 0),
        cancel: { operation: 'TerminateJob', input: ({ JobId = '' }) => ({ JobId, Reason: 'Terminated by AWS Step Functions' }) },
      },
      iam: [
        { actions: ['batch:SubmitJob'], resource: '*' },
        { actions: ['batch:DescribeJobs', 'batch:TerminateJob'], resource: '*', pattern: 'sync' },
        managedRule('StepFunctionsGetEventsForBatchJobsRule'),
      ],
    },
  },
}
