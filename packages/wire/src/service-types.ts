/** Input and output types of all services, at no cost at run time: `import type { states } from '@pasos/wire'`, `states.StartExecutionInput`. */
export type * as cloudwatch from '@aws-sdk/client-cloudwatch'
export type * as logs from '@aws-sdk/client-cloudwatch-logs'
export type * as iam from '@aws-sdk/client-iam'
export type * as lambda from '@aws-sdk/client-lambda'
export type * as states from '@aws-sdk/client-sfn'
export type * as sns from '@aws-sdk/client-sns'
export type * as sqs from '@aws-sdk/client-sqs'
export type * as sts from '@aws-sdk/client-sts'
