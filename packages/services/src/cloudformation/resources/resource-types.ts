import type { JsonObject } from '@pasos/asl'
import { apiGatewayTypes } from './api-gateway.ts'
import { apiGatewayV2Types } from './api-gateway-v2.ts'
import { cloudWatchTypes } from './cloudwatch.ts'
import { customResource, isCustomType } from './custom.ts'
import { dynamoDbTypes } from './dynamodb.ts'
import { eventsTypes } from './events.ts'
import { iamTypes } from './iam.ts'
import { lambdaTypes } from './lambda.ts'
import { logsTypes } from './logs.ts'
import { nestedStack } from './nested-stack.ts'
import type { Made, ResourceContext, ResourceType } from './resource-type.ts'
import { s3Types } from './s3.ts'
import { schedulerTypes } from './scheduler.ts'
import { secretTypes } from './secrets.ts'
import { snsTypes } from './sns.ts'
import { sqsTypes } from './sqs.ts'
import { stepFunctionsTypes } from './step-functions.ts'
import { waitConditionTypes } from './wait-conditions.ts'

/** Nothing stands behind it: it is in the stack, and says so. */
function recorded(reason: string | undefined, attributes: (context: ResourceContext, id: string) => JsonObject = () => ({})): ResourceType {
  const made = (context: ResourceContext, id: string): Made => ({ id, attributes: attributes(context, id), ...(reason && { reason }) })
  return {
    replacedBy: ['RepositoryName'],
    create: async (context, { RepositoryName }) => made(context, String(RepositoryName ?? context.chosenName)),
    update: async (context, id) => made(context, id),
    remove: async () => undefined,
  }
}

const repositoryReason = 'Recorded only: no container images are kept here.'

/** Every type of resource that stacks may have, but for custom ones. A new one is added here, and nowhere else. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  ...stepFunctionsTypes,
  ...lambdaTypes,
  ...iamTypes,
  ...sqsTypes,
  ...snsTypes,
  ...eventsTypes,
  ...schedulerTypes,
  ...dynamoDbTypes,
  ...s3Types,
  ...logsTypes,
  ...secretTypes,
  ...cloudWatchTypes,
  ...apiGatewayTypes,
  ...apiGatewayV2Types,
  ...waitConditionTypes,
  'AWS::CloudFormation::Stack': nestedStack,
  'AWS::CDK::Metadata': recorded(undefined),
  'AWS::ApiGateway::Account': recorded('Recorded only: an account has no settings of API Gateway here.'),
  'AWS::ECR::Repository': recorded(repositoryReason, ({ partition, region, accountId }, id) => ({
    ...{ Arn: `arn:${partition}:ecr:${region}:${accountId}:repository/${id}` },
    RepositoryUri: `${accountId}.dkr.ecr.${region}.amazonaws.com/${id}`,
  })),
}

/** What is known of a type; nothing of one that is not served. */
export function resourceTypeOf(type: string): ResourceType | undefined {
  if (isCustomType(type)) return customResource(type)
  return Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined
}
