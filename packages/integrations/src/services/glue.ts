import { byState, member, type ServiceDefinition, SYNC } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html */
export const glue: ServiceDefinition = {
  name: 'glue',
  model: 'glue',
  prefix: 'Glue',
  client: 'AWSGlue',
  baseException: 'AWSGlueException',
  hasMetadata: true,
  actions: {
    startJobRun: {
      patterns: SYNC,
      result: (answer, { JobName = null }) => ({ JobName, ...answer }),
      sync: {
        poll: { operation: 'GetJobRun', input: ({ JobRunId = '' }, { JobName = '' }) => ({ JobName, RunId: JobRunId }) },
        ended: byState(['JobRun', 'JobRunState'], {
          done: ['SUCCEEDED'],
          failed: ['FAILED', 'TIMEOUT', 'STOPPED', 'ERROR', 'EXPIRED'],
        }),
        shown: member('JobRun'),
        cancel: { operation: 'BatchStopJobRun', input: ({ JobRunId = '' }, { JobName = '' }) => ({ JobName, JobRunIds: [JobRunId] }) },
      },
      iam: [
        { actions: ['glue:StartJobRun'], resource: '*' },
        { actions: ['glue:GetJobRun', 'glue:GetJobRuns', 'glue:BatchStopJobRun'], resource: '*', pattern: 'sync' },
      ],
    },
  },
}
