import { at, byState, managedRule, RR, type ServiceDefinition, SYNC, type Values } from '../definition.ts'

const clusterOf = ({ ClusterId = '' }: Values): Values => ({ ClusterId })

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html */
export const elasticmapreduce: ServiceDefinition = {
  name: 'elasticmapreduce',
  model: 'emr',
  prefix: 'ElasticMapReduce',
  client: 'AmazonElasticMapReduce',
  baseException: 'AmazonElasticMapReduceException',
  hasMetadata: true,
  actions: {
    createCluster: {
      patterns: SYNC,
      operation: 'RunJobFlow',
      result: answer => ({ ClusterId: answer['JobFlowId'] ?? null, ...without(answer, 'JobFlowId') }),
      sync: {
        poll: { operation: 'DescribeCluster', input: clusterOf },
        ended: byState(['Cluster', 'Status', 'State'], { done: ['WAITING', 'TERMINATED'], failed: ['TERMINATED_WITH_ERRORS'] }),
      },
      iam: [
        {
          actions: ['elasticmapreduce:RunJobFlow', 'elasticmapreduce:DescribeCluster', 'elasticmapreduce:TerminateJobFlows'],
          resource: '*',
        },
        { actions: ['iam:PassRole'], resource: '*' },
        managedRule('StepFunctionsGetEventForEMRRunJobFlowRule'),
      ],
    },
    terminateCluster: {
      patterns: SYNC,
      operation: 'TerminateJobFlows',
      parameters: { required: ['ClusterId'], optional: [], texts: ['ClusterId'] },
      request: ({ ClusterId = '' }) => ({ JobFlowIds: [ClusterId] }),
      sync: {
        poll: { operation: 'DescribeCluster', input: (_answer, parameters) => clusterOf(parameters) },
        ended: byState(['Cluster', 'Status', 'State'], { done: ['TERMINATED', 'TERMINATED_WITH_ERRORS'], failed: [] }),
      },
      iam: [
        { actions: ['elasticmapreduce:TerminateJobFlows', 'elasticmapreduce:DescribeCluster'], resource: '*' },
        managedRule('StepFunctionsGetEventForEMRTerminateJobFlowsRule'),
      ],
    },
    setClusterTerminationProtection: {
      patterns: RR,
      operation: 'SetTerminationProtection',
      parameters: { required: ['ClusterId', 'TerminationProtected'], optional: [], texts: ['ClusterId'] },
      request: ({ ClusterId = '', TerminationProtected = false }) => ({ JobFlowIds: [ClusterId], TerminationProtected }),
    },
    addStep: {
      patterns: SYNC,
      operation: 'AddJobFlowSteps',
      parameters: { required: ['ClusterId', 'Step'], optional: ['ExecutionRoleArn'], texts: ['ClusterId', 'ExecutionRoleArn'] },
      request: ({ ClusterId = '', Step = {}, ...rest }) => ({ ...rest, JobFlowId: ClusterId, Steps: [Step] }),
      result: answer => ({ StepId: at(answer, 'StepIds', 0) ?? null, ...without(answer, 'StepIds') }),
      sync: {
        poll: { operation: 'DescribeStep', input: ({ StepId = '' }, { ClusterId = '' }) => ({ ClusterId, StepId }) },
        ended: byState(['Step', 'Status', 'State'], { done: ['COMPLETED'], failed: ['FAILED', 'CANCELLED', 'INTERRUPTED'] }),
        cancel: { operation: 'CancelSteps', input: ({ StepId = '' }, { ClusterId = '' }) => ({ ClusterId, StepIds: [StepId] }) },
      },
      iam: [
        { actions: ['elasticmapreduce:AddJobFlowSteps', 'elasticmapreduce:DescribeStep', 'elasticmapreduce:CancelSteps'], resource: '*' },
        managedRule('StepFunctionsGetEventForEMRAddJobFlowStepsRule'),
      ],
    },
    cancelStep: {
      patterns: RR,
      operation: 'CancelSteps',
      parameters: { required: ['ClusterId', 'StepId'], optional: [], texts: ['ClusterId', 'StepId'] },
      request: ({ ClusterId = '', StepId = '' }) => ({ ClusterId, StepIds: [StepId] }),
      result: answer => ({ CancelStepsInfo: at(answer, 'CancelStepsInfoList', 0) ?? null, ...without(answer, 'CancelStepsInfoList') }),
    },
    modifyInstanceFleetByName: {
      patterns: RR,
      operation: 'ModifyInstanceFleet',
      lookup: { operation: 'ListInstanceFleets', input: clusterOf, list: 'InstanceFleets', name: 'InstanceFleetName' },
      request: ({ ClusterId = '', InstanceFleet }, _execution, InstanceFleetId) => ({
        ClusterId,
        InstanceFleet: { ...(InstanceFleet as Values), InstanceFleetId },
      }),
      parameters: {
        required: ['ClusterId', 'InstanceFleetName', 'InstanceFleet'],
        optional: [],
        texts: ['ClusterId', 'InstanceFleetName'],
      },
      iam: [{ actions: ['elasticmapreduce:ModifyInstanceFleet', 'elasticmapreduce:ListInstanceFleets'], resource: '*' }],
    },
    modifyInstanceGroupByName: {
      patterns: RR,
      operation: 'ModifyInstanceGroups',
      lookup: { operation: 'ListInstanceGroups', input: clusterOf, list: 'InstanceGroups', name: 'InstanceGroupName' },
      request: ({ ClusterId = '', InstanceGroup }, _execution, InstanceGroupId) => ({
        ClusterId,
        InstanceGroups: [{ ...(InstanceGroup as Values), InstanceGroupId }],
      }),
      parameters: {
        required: ['ClusterId', 'InstanceGroupName', 'InstanceGroup'],
        optional: [],
        texts: ['ClusterId', 'InstanceGroupName'],
      },
      iam: [{ actions: ['elasticmapreduce:ModifyInstanceGroups', 'elasticmapreduce:ListInstanceGroups'], resource: '*' }],
    },
  },
}

function without(values: Values, name: string): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name))
}
