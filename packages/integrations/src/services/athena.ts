import { byState, RR, type ServiceDefinition, SYNC } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html */
export const athena: ServiceDefinition = {
  name: 'athena',
  model: 'athena',
  prefix: 'Athena',
  client: 'AmazonAthena',
  baseException: 'AmazonAthenaException',
  hasMetadata: true,
  actions: {
    startQueryExecution: {
      patterns: SYNC,
      sync: {
        poll: { operation: 'GetQueryExecution', input: ({ QueryExecutionId = '' }) => ({ QueryExecutionId }) },
        ended: byState(['QueryExecution', 'Status', 'State'], { done: ['SUCCEEDED'], failed: ['FAILED', 'CANCELLED'] }),
        cancel: { operation: 'StopQueryExecution', input: ({ QueryExecutionId = '' }) => ({ QueryExecutionId }) },
      },
      iam: [
        { actions: ['athena:startQueryExecution'], resource: 'arn:aws:athena:*:*:workgroup/*' },
        { actions: ['athena:getQueryExecution', 'athena:stopQueryExecution'], resource: 'arn:aws:athena:*:*:workgroup/*', pattern: 'sync' },
      ],
    },
    stopQueryExecution: { patterns: RR },
    getQueryExecution: { patterns: RR },
    getQueryResults: { patterns: RR },
  },
}
