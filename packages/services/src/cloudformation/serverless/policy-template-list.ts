/** `SERVICE:ACTION ACTION` of one service, on these. */
export type TemplateGrant = readonly [actions: string, ...resources: string[]]

const account = (service: string, rest: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`
const table = account('dynamodb', 'table/${TableName}')
const [bucket, objects] = ['arn:${AWS::Partition}:s3:::${BucketName}', 'arn:${AWS::Partition}:s3:::${BucketName}/*']
const cluster = account('elasticmapreduce', 'cluster/${ClusterId}')
const repository = account('codecommit', '${RepositoryName}')
const collection = account('rekognition', 'collection/${CollectionId}')
const identity = account('ses', 'identity/${IdentityName}')
const firehose = account('firehose', 'deliverystream/${DeliveryStreamName}')
const stream = account('kinesis', 'stream/${StreamName}')
const parameterReads = 'ssm:GetParameters GetParameter GetParametersByPath'
const tableReads = 'GetItem Scan Query BatchGetItem DescribeTable'
const tableWrites = 'PutItem UpdateItem BatchWriteItem'
const objectReads = 'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration'
const objectWrites = 'PutObject PutObjectAcl PutLifecycleConfiguration'
const repositoryReads =
  'GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests ' +
  'DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts GetPullRequest ListPullRequests GetBlob GetFile ' +
  'GetFolder GetComment GetCommentsForComparedCommit BatchGetCommits GetCommit GetCommitHistory GetDifferences GetObjectIdentifier ' +
  'GetReferences GetTree GetRepository ListTagsForResource GetRepositoryTriggers TestRepositoryTriggers GetUploadArchiveStatus'
const repositoryWrites =
  'GitPush CreateBranch DeleteBranch MergeBranchesByFastForward MergeBranchesBySquash MergeBranchesByThreeWay UpdateDefaultBranch ' +
  'CreateUnreferencedMergeCommit CreatePullRequest MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay ' +
  'PostCommentForPullRequest UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle DeleteFile PutFile DeleteCommentContent ' +
  'PostCommentForComparedCommit PostCommentReply UpdateComment CreateCommit UpdateRepositoryDescription TagResource UntagResource ' +
  'PutRepositoryTriggers UploadArchive CancelUploadArchive'

/**
 * What SAM's policy templates grant; names in `${}` that are no pseudo parameters are the template's own.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export const policyTemplates: Readonly<Record<string, readonly TemplateGrant[]>> = {
  AcmGetCertificatePolicy: [['acm:GetCertificate', '${CertificateArn}']],
  AMIDescribePolicy: [['ec2:DescribeImages', '*']],
  AthenaQueryPolicy: [
    ['athena:ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces GetTables GetTable', '*'],
    [
      'athena:StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions StopQueryExecution GetQueryResultsStream ' +
        'ListNamedQueries CreateNamedQuery GetQueryExecution BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup',
      account('athena', 'workgroup/${WorkGroupName}'),
    ],
  ],
  AWSSecretsManagerGetSecretValuePolicy: [['secretsmanager:GetSecretValue', '${SecretArn}']],
  AWSSecretsManagerRotationPolicy: [
    ['secretsmanager:DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage', account('secretsmanager', 'secret:*')],
    ['secretsmanager:GetRandomPassword', '*'],
  ],
  CloudFormationDescribeStacksPolicy: [['cloudformation:DescribeStacks', account('cloudformation', 'stack/*')]],
  CloudWatchDashboardPolicy: [['cloudwatch:GetDashboard ListDashboards PutDashboard ListMetrics', '*']],
  CloudWatchDescribeAlarmHistoryPolicy: [['cloudwatch:DescribeAlarmHistory', '*']],
  CloudWatchPutMetricPolicy: [['cloudwatch:PutMetricData', '*']],
  CodeCommitCrudPolicy: [[`codecommit:${repositoryReads} ${repositoryWrites}`, repository]],
  CodeCommitReadPolicy: [[`codecommit:${repositoryReads}`, repository]],
  CodePipelineLambdaExecutionPolicy: [['codepipeline:PutJobSuccessResult PutJobFailureResult', '*']],
  CodePipelineReadOnlyPolicy: [['codepipeline:ListPipelineExecutions', account('codepipeline', '${PipelineName}')]],
  ComprehendBasicAccessPolicy: [
    [
      'comprehend:BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases DetectSentiment ' +
        'BatchDetectDominantLanguage BatchDetectSentiment',
      '*',
    ],
  ],
  CostExplorerReadOnlyPolicy: [
    [
      'ce:GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation GetReservationUtilization GetTags',
      '*',
    ],
  ],
  DynamoDBBackupFullAccessPolicy: [
    ['dynamodb:CreateBackup DescribeContinuousBackups', table],
    ['dynamodb:DeleteBackup DescribeBackup ListBackups', `${table}/backup/*`],
  ],
  DynamoDBCrudPolicy: [[`dynamodb:${tableReads} ${tableWrites} DeleteItem ConditionCheckItem`, table, `${table}/index/*`]],
  DynamoDBReadPolicy: [[`dynamodb:${tableReads}`, table, `${table}/index/*`]],
  DynamoDBReconfigurePolicy: [['dynamodb:UpdateTable', table]],
  DynamoDBRestoreFromBackupPolicy: [
    ['dynamodb:RestoreTableFromBackup', `${table}/backup/*`],
    [`dynamodb:${tableWrites} DeleteItem GetItem Query Scan`, table],
  ],
  DynamoDBStreamReadPolicy: [
    ['dynamodb:DescribeStream GetRecords GetShardIterator', `${table}/stream/\${StreamName}`],
    ['dynamodb:ListStreams', `${table}/stream/*`],
  ],
  DynamoDBWritePolicy: [[`dynamodb:${tableWrites}`, table, `${table}/index/*`]],
  EC2CopyImagePolicy: [['ec2:CopyImage', account('ec2', 'image/${ImageId}')]],
  EC2DescribePolicy: [['ec2:DescribeRegions DescribeInstances', '*']],
  EcsRunTaskPolicy: [['ecs:RunTask', account('ecs', 'task-definition/${TaskDefinition}')]],
  EFSWriteAccessPolicy: [['elasticfilesystem:ClientMount ClientWrite', account('elasticfilesystem', 'file-system/${FileSystem}')]],
  EKSDescribePolicy: [['eks:DescribeCluster ListClusters', '*']],
  ElasticMapReduceAddJobFlowStepsPolicy: [['elasticmapreduce:AddJobFlowSteps', cluster]],
  ElasticMapReduceCancelStepsPolicy: [['elasticmapreduce:CancelSteps', cluster]],
  ElasticMapReduceModifyInstanceFleetPolicy: [['elasticmapreduce:ModifyInstanceFleet ListInstanceFleets', cluster]],
  ElasticMapReduceModifyInstanceGroupsPolicy: [['elasticmapreduce:ModifyInstanceGroups ListInstanceGroups', cluster]],
  ElasticMapReduceSetTerminationProtectionPolicy: [['elasticmapreduce:SetTerminationProtection', cluster]],
  ElasticMapReduceTerminateJobFlowsPolicy: [['elasticmapreduce:TerminateJobFlows', cluster]],
  ElasticsearchHttpPostPolicy: [['es:ESHttpPost ESHttpPut', account('es', 'domain/${DomainName}/*')]],
  EventBridgePutEventsPolicy: [['events:PutEvents', account('events', 'event-bus/${EventBusName}')]],
  FilterLogEventsPolicy: [['logs:FilterLogEvents', account('logs', 'log-group:${LogGroupName}:log-stream:*')]],
  FirehoseCrudPolicy: [
    ['firehose:CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination', firehose],
  ],
  FirehoseWritePolicy: [['firehose:PutRecord PutRecordBatch', firehose]],
  KinesisCrudPolicy: [
    [
      'kinesis:AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary GetShardIterator ' +
        'IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream',
      stream,
    ],
  ],
  KinesisStreamReadPolicy: [
    ['kinesis:ListStreams DescribeLimits', account('kinesis', 'stream/*')],
    ['kinesis:DescribeStream DescribeStreamSummary GetRecords GetShardIterator', stream],
  ],
  KMSDecryptPolicy: [['kms:Decrypt', account('kms', 'key/${KeyId}')]],
  KMSEncryptPolicy: [['kms:Encrypt', account('kms', 'key/${KeyId}')]],
  LambdaInvokePolicy: [['lambda:InvokeFunction', account('lambda', 'function:${FunctionName}*')]],
  MobileAnalyticsWriteOnlyAccessPolicy: [['mobileanalytics:PutEvents', '*']],
  OrganizationsListAccountsPolicy: [['organizations:ListAccounts', '*']],
  PinpointEndpointAccessPolicy: [
    [
      'mobiletargeting:GetEndpoint UpdateEndpoint UpdateEndpointsBatch',
      account('mobiletargeting', 'apps/${PinpointApplicationId}/endpoints/*'),
    ],
  ],
  PollyFullAccessPolicy: [
    ['polly:GetLexicon DeleteLexicon', account('polly', 'lexicon/${LexiconName}')],
    ['polly:DescribeVoices ListLexicons PutLexicon SynthesizeSpeech', account('polly', 'lexicon/*')],
  ],
  RekognitionDetectOnlyPolicy: [['rekognition:DetectFaces DetectLabels DetectModerationLabels DetectText', '*']],
  RekognitionFacesManagementPolicy: [['rekognition:IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces', collection]],
  RekognitionFacesPolicy: [['rekognition:CompareFaces DetectFaces', '*']],
  RekognitionLabelsPolicy: [['rekognition:DetectLabels DetectModerationLabels', '*']],
  RekognitionNoDataAccessPolicy: [['rekognition:CompareFaces DetectFaces DetectLabels DetectModerationLabels', collection]],
  RekognitionReadPolicy: [['rekognition:ListCollections ListFaces SearchFaces SearchFacesByImage', collection]],
  RekognitionWriteOnlyAccessPolicy: [['rekognition:CreateCollection IndexFaces', collection]],
  Route53ChangeResourceRecordSetsPolicy: [
    ['route53:ChangeResourceRecordSets', 'arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}'],
  ],
  S3CrudPolicy: [[`s3:${objectReads} ${objectWrites} DeleteObject`, bucket, objects]],
  S3FullAccessPolicy: [
    [
      's3:GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging ' +
        'GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging',
      objects,
    ],
    ['s3:ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration', bucket],
  ],
  S3ReadPolicy: [[`s3:${objectReads}`, bucket, objects]],
  S3WritePolicy: [[`s3:${objectWrites}`, bucket, objects]],
  SageMakerCreateEndpointConfigPolicy: [['sagemaker:CreateEndpointConfig', account('sagemaker', 'endpoint-config/${EndpointConfigName}')]],
  SageMakerCreateEndpointPolicy: [['sagemaker:CreateEndpoint', account('sagemaker', 'endpoint/${EndpointName}')]],
  ServerlessRepoReadWriteAccessPolicy: [
    [
      'serverlessrepo:CreateApplication CreateApplicationVersion GetApplication ListApplications ListApplicationVersions',
      account('serverlessrepo', 'applications/*'),
    ],
  ],
  SESBulkTemplatedCrudPolicy: [
    [
      'ses:GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail VerifyEmailIdentity',
      identity,
    ],
  ],
  SESCrudPolicy: [['ses:GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity', identity]],
  SESEmailTemplateCrudPolicy: [['ses:CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate', '*']],
  SESSendBouncePolicy: [['ses:SendBounce', identity]],
  SNSCrudPolicy: [['sns:ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish', account('sns', '${TopicName}*')]],
  SNSPublishMessagePolicy: [['sns:Publish', account('sns', '${TopicName}')]],
  SQSPollerPolicy: [
    [
      'sqs:ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
      account('sqs', '${QueueName}'),
    ],
  ],
  SQSSendMessagePolicy: [['sqs:SendMessage*', account('sqs', '${QueueName}')]],
  SSMParameterReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    [parameterReads, account('ssm', 'parameter/${ParameterName}')],
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    [parameterReads, account('ssm', 'parameter${ParameterName}')],
  ],
  StepFunctionsExecutionPolicy: [['states:StartExecution', account('states', 'stateMachine:${StateMachineName}')]],
  TextractDetectAnalyzePolicy: [['textract:DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument', '*']],
  TextractGetResultPolicy: [['textract:GetDocumentTextDetection GetDocumentAnalysis', '*']],
  TextractPolicy: [['textract:*', '*']],
  VPCAccessPolicy: [['ec2:CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface', '*']],
}

/** What the first grant of a template is bound to besides: `KEY VALUE`. */
export const templateConditions: Readonly<Record<string, readonly [key: string, value: string]>> = {
  AWSSecretsManagerRotationPolicy: ['secretsmanager:resource/AllowRotationLambdaArn', account('lambda', 'function:${FunctionName}')],
  EFSWriteAccessPolicy: ['elasticfilesystem:AccessPointArn', account('elasticfilesystem', 'access-point/${AccessPoint}')],
}
