import { apiGatewayService } from './apigateway/service.ts'
import { httpApiService } from './apigatewayv2/service.ts'
import { cloudFormationService } from './cloudformation/service.ts'
import { cloudWatchService } from './cloudwatch/service.ts'
import type { Service } from './declaration/service.ts'
import { dynamoDbService, dynamoDbStreamsService } from './dynamodb/service.ts'
import { ec2Service } from './ec2/service.ts'
import { ecrService } from './ecr/service.ts'
import { eventsService } from './events/service.ts'
import { iamService } from './iam/service.ts'
import { kmsService } from './kms/service.ts'
import { lambdaService } from './lambda/service.ts'
import { logsService } from './logs/service.ts'
import { s3Service } from './s3/service.ts'
import { schedulerService } from './scheduler/service.ts'
import { secretsManagerService } from './secretsmanager/service.ts'
import { snsService } from './sns/service.ts'
import { sqsService } from './sqs/service.ts'
import { ssmService } from './ssm/service.ts'
import { statesService } from './states/service.ts'
import { stsService } from './sts/service.ts'

/** Every service there is. A new one is added here, and nowhere else. */
export const allServices: readonly Service[] = [
  statesService,
  lambdaService,
  iamService,
  stsService,
  logsService,
  dynamoDbService,
  dynamoDbStreamsService,
  s3Service,
  ec2Service,
  ecrService,
  sqsService,
  snsService,
  eventsService,
  schedulerService,
  cloudWatchService,
  kmsService,
  secretsManagerService,
  ssmService,
  apiGatewayService,
  httpApiService,
  cloudFormationService,
]
