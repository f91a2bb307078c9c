import { at, byState, managedRule, RR, type ServiceDefinition, SYNC, type SyncDefinition } from '../definition.ts'

const builds = byState(['Builds', 0, 'BuildStatus'], { done: ['SUCCEEDED'], failed: ['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'] })
const batches = byState(['BuildBatches', 0, 'BuildBatchStatus'], {
  done: ['SUCCEEDED'],
  failed: ['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'],
})

// The one build of the list is shown under its own name, as the submitting call answers it.
const build: SyncDefinition = {
  poll: { operation: 'BatchGetBuilds', input: answer => ({ Ids: [at(answer, 'Build', 'Id') ?? ''] }) },
  ended: builds,
  shown: answer => ({ Build: at(answer, 'Builds', 0) ?? null }),
  cancel: { operation: 'StopBuild', input: answer => ({ Id: at(answer, 'Build', 'Id') ?? '' }) },
}

const batch: SyncDefinition = {
  poll: { operation: 'BatchGetBuildBatches', input: answer => ({ Ids: [at(answer, 'BuildBatch', 'Id') ?? ''] }) },
  ended: batches,
  shown: answer => ({ BuildBatch: at(answer, 'BuildBatches', 0) ?? null }),
  cancel: { operation: 'StopBuildBatch', input: answer => ({ Id: at(answer, 'BuildBatch', 'Id') ?? '' }) },
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html */
export const codebuild: ServiceDefinition = {
  name: 'codebuild',
  model: 'codebuild',
  prefix: 'CodeBuild',
  client: 'AWSCodeBuild',
  baseException: 'AWSCodeBuildException',
  hasMetadata: true,
  actions: {
    startBuild: {
      patterns: SYNC,
      sync: build,
      iam: [
        { actions: ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:BatchGetBuilds'], resource: '*' },
        managedRule('StepFunctionsGetEventForCodeBuildStartBuildRule'),
      ],
    },
    stopBuild: { patterns: RR },
    batchDeleteBuilds: { patterns: RR },
    batchGetReports: { patterns: RR },
    startBuildBatch: {
      patterns: SYNC,
      sync: batch,
      iam: [
        { actions: ['codebuild:StartBuildBatch', 'codebuild:StopBuildBatch', 'codebuild:BatchGetBuildBatches'], resource: '*' },
        managedRule('StepFunctionsGetEventForCodeBuildStartBuildBatchRule'),
      ],
    },
    stopBuildBatch: { patterns: RR },
    retryBuildBatch: { patterns: SYNC, sync: batch },
    deleteBuildBatch: { patterns: RR },
  },
}
