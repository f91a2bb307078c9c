import { at, byState, managedRule, type ServiceDefinition, SYNC, type Values } from '../definition.ts'

const jobOf = (answer: Values): Values => ({ Id: at(answer, 'Job', 'Id') ?? '' })

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-mediaconvert.html */
export const mediaconvert: ServiceDefinition = {
  name: 'mediaconvert',
  model: 'mediaconvert',
  prefix: 'MediaConvert',
  client: 'AWSMediaConvert',
  baseException: 'AWSMediaConvertException',
  hasMetadata: true,
  actions: {
    createJob: {
      patterns: SYNC,
      request: parameters => ({
        ...parameters,
        Tags: { ...(at(parameters, 'Tags') as Values | undefined), ManagedByService: 'AWSStepFunctions' },
      }),
      sync: {
        poll: { operation: 'GetJob', input: jobOf },
        ended: byState(['Job', 'Status'], { done: ['COMPLETE'], failed: ['ERROR', 'CANCELED'] }),
        cancel: { operation: 'CancelJob', input: jobOf },
      },
      iam: [
        { actions: ['mediaconvert:CreateJob'], resource: '*' },
        { actions: ['mediaconvert:GetJob', 'mediaconvert:CancelJob'], resource: '*', pattern: 'sync' },
        { actions: ['iam:PassRole'], resource: '*' },
        managedRule('StepFunctionsGetEventsForMediaConvertJobRule'),
      ],
    },
  },
}
