import { type ActionDefinition, byState, managedRule, RR, type ServiceDefinition, SYNC, type Values } from '../definition.ts'

/** The five kinds of jobs differ in nothing but their names. */
function job(kind: string, nameMember: string, stateMember: string, rule: string): ActionDefinition {
  const named = (_answer: Values, parameters: Values): Values => ({ [nameMember]: parameters[nameMember] ?? '' })
  return {
    patterns: SYNC,
    sync: {
      poll: { operation: `Describe${kind}`, input: named },
      ended: byState([stateMember], { done: ['Completed'], failed: ['Failed', 'Stopped'] }),
      cancel: { operation: `Stop${kind}`, input: named },
    },
    iam: [
      { actions: [`sagemaker:Create${kind}`, 'sagemaker:AddTags'], resource: '*' },
      { actions: [`sagemaker:Describe${kind}`, `sagemaker:Stop${kind}`, 'sagemaker:ListTags'], resource: '*', pattern: 'sync' },
      { actions: ['iam:PassRole'], resource: '*' },
      managedRule(`StepFunctionsGetEventsForSageMaker${rule}Rule`),
    ],
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html */
export const sagemaker: ServiceDefinition = {
  name: 'sagemaker',
  model: 'sagemaker',
  prefix: 'SageMaker',
  client: 'AmazonSageMaker',
  baseException: 'AmazonSageMakerException',
  hasMetadata: true,
  actions: {
    createTrainingJob: job('TrainingJob', 'TrainingJobName', 'TrainingJobStatus', 'TrainingJobs'),
    createTransformJob: job('TransformJob', 'TransformJobName', 'TransformJobStatus', 'TransformJobs'),
    createProcessingJob: job('ProcessingJob', 'ProcessingJobName', 'ProcessingJobStatus', 'ProcessingJobs'),
    createLabelingJob: job('LabelingJob', 'LabelingJobName', 'LabelingJobStatus', 'LabelingJobs'),
    createHyperParameterTuningJob: job(
      ...(['HyperParameterTuningJob', 'HyperParameterTuningJobName', 'HyperParameterTuningJobStatus', 'TuningJobs'] as const),
    ),
    createModel: { patterns: RR },
    createEndpointConfig: { patterns: RR },
    createEndpoint: { patterns: RR },
    updateEndpoint: { patterns: RR },
  },
}
