import { byState, type ServiceDefinition, SYNC } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-databrew.html */
export const databrew: ServiceDefinition = {
  name: 'databrew',
  model: 'databrew',
  prefix: 'DataBrew',
  client: 'AWSGlueDataBrew',
  baseException: 'AWSGlueDataBrewException',
  hasMetadata: true,
  actions: {
    startJobRun: {
      patterns: SYNC,
      sync: {
        poll: { operation: 'DescribeJobRun', input: ({ RunId = '' }, { Name = '' }) => ({ Name, RunId }) },
        ended: byState(['State'], { done: ['SUCCEEDED'], failed: ['FAILED', 'TIMEOUT', 'STOPPED'] }),
        cancel: { operation: 'StopJobRun', input: ({ RunId = '' }, { Name = '' }) => ({ Name, RunId }) },
      },
      iam: [
        { actions: ['databrew:startJobRun'], resource: '*' },
        { actions: ['databrew:listJobRuns', 'databrew:stopJobRun'], resource: '*', pattern: 'sync' },
      ],
    },
  },
}
