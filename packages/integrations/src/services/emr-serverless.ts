import { byState, managedRule, member, type ServiceDefinition, SYNC, type SyncDefinition, type Values } from '../definition.ts'

const applicationOf = (answer: Values, parameters: Values): Values => ({
  ApplicationId: answer['ApplicationId'] ?? parameters['ApplicationId'] ?? '',
})

const jobOf = (answer: Values, parameters: Values): Values => ({
  ...applicationOf(answer, parameters),
  JobRunId: answer['JobRunId'] ?? parameters['JobRunId'] ?? '',
})

/** The API answers nothing to these; Step Functions answers the application. */
const named = (_answer: Values, { ApplicationId = null }: Values): Values => ({ ApplicationId })

function application(done: readonly string[], failed: readonly string[]): SyncDefinition {
  return {
    poll: { operation: 'GetApplication', input: applicationOf },
    ended: byState(['Application', 'State'], { done, failed }),
    shown: member('Application'),
  }
}

function job(done: readonly string[], failed: readonly string[]): SyncDefinition {
  return {
    poll: { operation: 'GetJobRun', input: jobOf },
    ended: byState(['JobRun', 'State'], { done, failed }),
    shown: member('JobRun'),
  }
}

const need = managedRule('StepFunctionsGetEventsForEMRServerlessApplicationRule')
const jobNeed = managedRule('StepFunctionsGetEventsForEMRServerlessJobRule')

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html */
export const emrServerless: ServiceDefinition = {
  name: 'emr-serverless',
  model: 'emrserverless',
  prefix: 'EMRServerless',
  client: 'AmazonEMRServerless',
  baseException: 'AmazonEMRServerlessException',
  hasMetadata: true,
  actions: {
    createApplication: {
      patterns: SYNC,
      sync: {
        ...application(['CREATED', 'STARTED'], ['TERMINATED']),
        cancel: { operation: 'DeleteApplication', input: applicationOf },
      },
      iam: [need],
    },
    startApplication: {
      patterns: SYNC,
      result: named,
      sync: { ...application(['STARTED'], ['STOPPED', 'TERMINATED']), cancel: { operation: 'StopApplication', input: applicationOf } },
      iam: [need],
    },
    stopApplication: { patterns: SYNC, result: named, sync: application(['STOPPED'], ['TERMINATED']), iam: [need] },
    deleteApplication: { patterns: SYNC, result: named, sync: application(['TERMINATED'], []), iam: [need] },
    startJobRun: {
      patterns: SYNC,
      sync: { ...job(['SUCCESS'], ['FAILED', 'CANCELLED']), cancel: { operation: 'CancelJobRun', input: jobOf } },
      iam: [jobNeed],
    },
    cancelJobRun: { patterns: SYNC, sync: job(['CANCELLED'], ['SUCCESS', 'FAILED']), iam: [jobNeed] },
  },
}
