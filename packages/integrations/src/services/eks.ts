import { type ActionDefinition, byState, type ServiceDefinition, SYNC, TOKEN, type Values } from '../definition.ts'

/** Created when ACTIVE; deleted when it is gone. */
function resource(
  kind: string,
  members: readonly string[],
  rename: Readonly<Record<string, string>> = {},
): Record<string, ActionDefinition> {
  const named = (_answer: Values, parameters: Values): Values =>
    Object.fromEntries(members.map(name => [name, parameters[rename[name] ?? name] ?? parameters[name] ?? '']))
  const poll = { operation: `Describe${kind}`, input: named }
  const failed = ['FAILED', 'CREATE_FAILED', 'DELETE_FAILED']
  return {
    [`create${kind}`]: { patterns: SYNC, sync: { poll, ended: byState([kind, 'Status'], { done: ['ACTIVE'], failed }) } },
    [`delete${kind}`]: {
      patterns: SYNC,
      sync: { poll, ended: byState([kind, 'Status'], { done: [], failed }), goneIs: 'ResourceNotFoundException' },
    },
  }
}

const kubernetes = ['ClusterName', 'CertificateAuthority', 'Endpoint'] as const

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-eks.html */
export const eks: ServiceDefinition = {
  name: 'eks',
  model: 'eks',
  prefix: 'EKS',
  client: 'AmazonEKS',
  baseException: 'AmazonEKSException',
  hasMetadata: true,
  actions: {
    ...resource('Cluster', ['Name']),
    ...resource('Nodegroup', ['ClusterName', 'NodegroupName']),
    ...resource('FargateProfile', ['ClusterName', 'FargateProfileName']),
    runJob: {
      patterns: ['RR', 'sync', 'waitForTaskToken'],
      operation: null,
      parameters: { required: [...kubernetes, 'Job'], optional: ['Namespace', 'LogOptions'], texts: [...kubernetes, 'Namespace'] },
    },
    call: {
      patterns: TOKEN,
      operation: null,
      parameters: {
        required: [...kubernetes, 'Method', 'Path'],
        optional: ['QueryParameters', 'RequestBody'],
        texts: [...kubernetes, 'Method', 'Path'],
        lists: ['QueryParameters'],
      },
    },
  },
}
