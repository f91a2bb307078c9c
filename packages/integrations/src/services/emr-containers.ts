import { byState, member, RR, type ServiceDefinition, SYNC } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-eks.html */
export const emrContainers: ServiceDefinition = {
  name: 'emr-containers',
  model: 'emrcontainers',
  prefix: 'EMRContainers',
  client: 'AmazonEMRContainers',
  baseException: 'AmazonEMRContainersException',
  hasMetadata: true,
  actions: {
    createVirtualCluster: { patterns: RR },
    deleteVirtualCluster: {
      patterns: SYNC,
      sync: {
        poll: { operation: 'DescribeVirtualCluster', input: ({ Id = '' }) => ({ Id }) },
        ended: byState(['VirtualCluster', 'State'], { done: ['TERMINATED'], failed: ['ARRESTED'] }),
      },
    },
    startJobRun: {
      patterns: SYNC,
      sync: {
        poll: { operation: 'DescribeJobRun', input: ({ Id = '', VirtualClusterId = '' }) => ({ Id, VirtualClusterId }) },
        ended: byState(['JobRun', 'State'], { done: ['COMPLETED'], failed: ['FAILED', 'CANCELLED'] }),
        shown: member('JobRun'),
        cancel: { operation: 'CancelJobRun', input: ({ Id = '', VirtualClusterId = '' }) => ({ Id, VirtualClusterId }) },
      },
      iam: [
        { actions: ['emr-containers:StartJobRun'], resource: '*' },
        { actions: ['emr-containers:DescribeJobRun', 'emr-containers:CancelJobRun'], resource: '*', pattern: 'sync' },
      ],
    },
  },
}
