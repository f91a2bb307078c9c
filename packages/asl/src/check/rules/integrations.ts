/** How a task may wait for what it calls: RR is a plain call. */
export type Pattern = 'RR' | 'sync' | 'sync:2' | 'waitForTaskToken'

const RR: readonly Pattern[] = ['RR']
const SYNC: readonly Pattern[] = ['RR', 'sync']
const TOKEN: readonly Pattern[] = ['RR', 'waitForTaskToken']

/** Developer guide, "Integrating services": the optimized integrations and how each can wait. */
const OPTIMIZED: Readonly<Record<string, Readonly<Record<string, readonly Pattern[]>>>> = {
  lambda: { invoke: TOKEN },
  batch: { submitJob: SYNC },
  dynamodb: { getItem: RR, putItem: RR, updateItem: RR, deleteItem: RR },
  ecs: { runTask: ['RR', 'sync', 'waitForTaskToken'] },
  sns: { publish: TOKEN },
  sqs: { sendMessage: TOKEN },
  glue: { startJobRun: SYNC },
  sagemaker: {
    createEndpoint: RR,
    createEndpointConfig: RR,
    createHyperParameterTuningJob: SYNC,
    createLabelingJob: SYNC,
    createModel: RR,
    createProcessingJob: SYNC,
    createTrainingJob: SYNC,
    createTransformJob: SYNC,
    updateEndpoint: RR,
  },
  elasticmapreduce: {
    createCluster: SYNC,
    setClusterTerminationProtection: RR,
    terminateCluster: SYNC,
    addStep: SYNC,
    cancelStep: RR,
    modifyInstanceFleetByName: RR,
    modifyInstanceGroupByName: RR,
  },
  'emr-containers': { createVirtualCluster: RR, deleteVirtualCluster: SYNC, startJobRun: SYNC },
  'emr-serverless': {
    createApplication: SYNC,
    startApplication: SYNC,
    stopApplication: SYNC,
    deleteApplication: SYNC,
    startJobRun: SYNC,
    cancelJobRun: SYNC,
  },
  codebuild: {
    startBuild: SYNC,
    stopBuild: RR,
    batchDeleteBuilds: RR,
    batchGetReports: RR,
    startBuildBatch: SYNC,
    stopBuildBatch: RR,
    retryBuildBatch: SYNC,
    deleteBuildBatch: RR,
  },
  athena: { startQueryExecution: SYNC, stopQueryExecution: RR, getQueryExecution: RR, getQueryResults: RR },
  eks: {
    createCluster: SYNC,
    deleteCluster: SYNC,
    createFargateProfile: SYNC,
    deleteFargateProfile: SYNC,
    createNodegroup: SYNC,
    deleteNodegroup: SYNC,
    runJob: ['RR', 'sync', 'waitForTaskToken'],
    call: ['RR', 'waitForTaskToken'],
  },
  apigateway: { invoke: TOKEN },
  databrew: { startJobRun: SYNC },
  events: { putEvents: TOKEN },
  states: { startExecution: ['RR', 'sync', 'sync:2', 'waitForTaskToken'] },
  bedrockagentcore: { invokeHarness: RR },
  bedrock: { invokeModel: TOKEN, createModelCustomizationJob: ['RR', 'sync', 'waitForTaskToken'] },
  mediaconvert: { createJob: SYNC },
  http: { invoke: RR },
}

const MAP_RESOURCES: Readonly<Record<'ItemReader' | 'ResultWriter', readonly string[]>> = {
  ItemReader: ['s3:getObject', 's3:listObjectsV2'],
  ResultWriter: ['s3:putObject'],
}

export interface Integration {
  service: string
  action: string
  pattern: Pattern
}

const INTEGRATION = /^arn:[^:]+:states:[^:]*:[^:]*:(?:(aws-sdk):)?([^:.]+):([^:.]+)(?:\.(sync:2|sync|waitForTaskToken))?$/

/** Reads `arn:aws:states:::service:action[.pattern]`; undefined when it is of another form. An SDK integration's service is `aws-sdk:s3`. */
export function parseIntegration(resource: string): Integration | undefined {
  const match = INTEGRATION.exec(resource)
  if (match === null || match[2] === 'activity' || match[2] === 'stateMachine') return undefined
  const [, sdk, service, action, pattern = 'RR'] = match
  return { service: sdk === undefined ? service! : `aws-sdk:${service}`, action: action!, pattern: pattern as Pattern }
}

/** Whether AWS has the integration. SDK integrations are believed: their list grows every month. */
export function isKnownIntegration({ service, action, pattern }: Integration, owner: string): boolean {
  if (owner === 'ItemReader' || owner === 'ResultWriter') return pattern === 'RR' && MAP_RESOURCES[owner].includes(`${service}:${action}`)
  if (service.startsWith('aws-sdk:')) return /^aws-sdk:[a-z0-9]+$/.test(service) && /^[a-z]\w*$/.test(action) && !pattern.startsWith('sync')
  const actions = Object.hasOwn(OPTIMIZED, service) ? OPTIMIZED[service] : undefined
  return actions !== undefined && Object.hasOwn(actions, action) && actions[action]!.includes(pattern)
}
