import type { Constraint } from './constraints.ts'

/** AWS's model (API reference, "Length Constraints", "Valid Range", "Pattern", "Valid Values"), kept by hand, one entry per operation. */
const arn: Constraint = { required: true, min: 1, max: 256 }
const longArn: Constraint = { required: true, min: 1, max: 2000 }
const optional = (constraint: Constraint): Constraint => ({ ...constraint, required: false })

const name: Constraint = { required: true, min: 1, max: 80 }
const aliasName: Constraint = {
  ...name,
  pattern: /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/,
  patternText: '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$',
}
const definition: Constraint = { required: true, min: 1, max: 1_048_576, bytes: true, sensitive: true }
const payload: Constraint = { max: 262_144, bytes: true, sensitive: true }
const description: Constraint = { max: 256, sensitive: true }
const pageSize: Constraint = { min: 0, max: 1000 }
const pageToken: Constraint = { min: 1, max: 1024 }
const taskToken: Constraint = { required: true, min: 1, max: 2048 }
const error: Constraint = { max: 256, sensitive: true }
const cause: Constraint = { max: 32_768, sensitive: true }
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS's \p{ASCII} includes them.
const traceHeader: Constraint = { max: 256, pattern: /^[\x00-\x7f]*$/, patternText: '\\p{ASCII}*' }
const includedData: Constraint = { values: ['ALL_DATA', 'METADATA_ONLY'] }
const type: Constraint = { values: ['STANDARD', 'EXPRESS'] }
const page = { maxResults: pageSize, nextToken: pageToken }

const tags: Constraint = {
  element: { shape: 'Tag', members: { key: { min: 1, max: 128 }, value: { max: 256 } } },
}
const logging: Constraint = {
  members: {
    level: { values: ['ALL', 'ERROR', 'FATAL', 'OFF'] },
    destinations: { element: { members: { cloudWatchLogsLogGroup: { members: { logGroupArn: optional(arn) } } } } },
  },
}
const encryption: Constraint = {
  members: {
    kmsKeyId: { min: 1, max: 2048 },
    kmsDataKeyReusePeriodSeconds: { min: 60, max: 900 },
    type: { required: true, values: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] },
  },
}
const routing: Constraint = {
  min: 1,
  max: 2,
  element: {
    shape: 'RoutingConfigurationListItem',
    members: { stateMachineVersionArn: arn, weight: { required: true, min: 0, max: 100 } },
  },
}
const machineSettings = {
  loggingConfiguration: logging,
  versionDescription: description,
  encryptionConfiguration: encryption,
}

export const constraintTable: Record<string, Record<string, Constraint>> = {
  CreateActivity: { name, tags, encryptionConfiguration: encryption },
  CreateStateMachine: { name, definition, roleArn: arn, type, tags, ...machineSettings },
  CreateStateMachineAlias: { description, name: aliasName, routingConfiguration: { ...routing, required: true } },
  DeleteActivity: { activityArn: arn },
  DeleteStateMachine: { stateMachineArn: arn },
  DeleteStateMachineAlias: { stateMachineAliasArn: arn },
  DeleteStateMachineVersion: { stateMachineVersionArn: longArn },
  DescribeActivity: { activityArn: arn },
  DescribeExecution: { executionArn: arn, includedData },
  DescribeMapRun: { mapRunArn: longArn },
  DescribeStateMachine: { stateMachineArn: arn, includedData },
  DescribeStateMachineAlias: { stateMachineAliasArn: arn },
  DescribeStateMachineForExecution: { executionArn: arn, includedData },
  GetActivityTask: { activityArn: arn, workerName: optional(name) },
  GetExecutionHistory: { executionArn: arn, ...page },
  ListActivities: page,
  ListExecutions: {
    stateMachineArn: optional(arn),
    // AWS prints the set in this order, not in the model's.
    statusFilter: { values: ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] },
    maxResults: pageSize,
    nextToken: { min: 1, max: 3096 },
    mapRunArn: optional(longArn),
    redriveFilter: { values: ['REDRIVEN', 'NOT_REDRIVEN'] },
  },
  ListMapRuns: { executionArn: arn, ...page },
  ListStateMachineAliases: { stateMachineArn: arn, ...page },
  ListStateMachineVersions: { stateMachineArn: arn, ...page },
  ListStateMachines: page,
  ListTagsForResource: { resourceArn: arn },
  PublishStateMachineVersion: { stateMachineArn: arn, description },
  RedriveExecution: { executionArn: arn, clientToken: { min: 1, max: 64, pattern: /^[!-~]+$/, patternText: '[!-~]+' } },
  SendTaskFailure: { taskToken, error, cause },
  SendTaskHeartbeat: { taskToken },
  SendTaskSuccess: { taskToken, output: { ...payload, required: true } },
  StartExecution: { stateMachineArn: arn, name: optional(name), input: payload, traceHeader },
  StartSyncExecution: { stateMachineArn: arn, name: optional(name), input: payload, traceHeader, includedData },
  StopExecution: { executionArn: arn, error, cause },
  TagResource: { resourceArn: arn, tags: { ...tags, required: true } },
  TestState: {
    definition,
    roleArn: optional(arn),
    input: payload,
    inspectionLevel: { values: ['INFO', 'DEBUG', 'TRACE'] },
    variables: payload,
    stateName: { min: 1, max: 80, sensitive: true },
    mock: {
      members: {
        result: payload,
        errorOutput: { members: { error, cause } },
        fieldValidationMode: { values: ['STRICT', 'PRESENT', 'NONE'] },
      },
    },
    context: payload,
    stateConfiguration: {
      members: {
        retrierRetryCount: { min: 0 },
        errorCausedByState: { min: 1, max: 80, sensitive: true },
        mapIterationFailureCount: { min: 0 },
        mapItemReaderData: payload,
      },
    },
  },
  UntagResource: { resourceArn: arn, tagKeys: { required: true, element: { min: 1, max: 128 } } },
  UpdateMapRun: {
    mapRunArn: longArn,
    maxConcurrency: { min: 0 },
    toleratedFailurePercentage: { min: 0, max: 100 },
    toleratedFailureCount: { min: 0 },
  },
  UpdateStateMachine: { stateMachineArn: arn, definition: optional(definition), roleArn: optional(arn), ...machineSettings },
  UpdateStateMachineAlias: { stateMachineAliasArn: arn, description, routingConfiguration: routing },
  ValidateStateMachineDefinition: {
    definition,
    type,
    severity: { values: ['ERROR', 'WARNING'] },
    maxResults: { min: 0, max: 100 },
  },
}
