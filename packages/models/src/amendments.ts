import type { MapModel, OperationModel, ServiceHead, SimpleModel, StructureModel } from './service-model.ts'

/** What is laid over a model when it is loaded: members of it, and members of single operations and shapes. */
export interface Amendment extends Partial<ServiceHead> {
  operations?: Record<string, Partial<OperationModel>>
  shapes?: Record<string, ShapeAmendment>
  /** What members are called in the query protocol, by shape. */
  queryNames?: Record<string, Record<string, string>>
}

/** Members of a shape's model; `undefined` takes one away. */
type ShapeAmendment = { [K in keyof SimpleModel]?: SimpleModel[K] | undefined } | Partial<StructureModel> | Partial<MapModel>

/** The published models count characters where Step Functions counts bytes of UTF-8 (service quotas: 262,144 bytes; 1 MiB). */
const bytes = { bytes: true as const }

/** IAM's own words: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and what its API answers. */
const iamName = {
  patternText: 'The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
}
const iamPath = {
  patternText:
    'The specified value for {member} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
}

/** What the query protocol calls the two halves of a map's entries. */
function entryNames(key: string, value: string, keyName: string): Partial<MapModel> {
  return { key: { target: key, name: keyName }, value: { target: value, name: 'Value' } }
}

/** What the published models lack or have otherwise than AWS itself, by service, each with its source. */
export const amendments: Record<string, Amendment> = {
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html
  cloudwatchlogs: { refusal: { code: 'InvalidParameterException' } },
  cloudwatch: { refusal: { code: 'ValidationError' } },
  apigateway: { refusal: { code: 'BadRequestException' } },
  ec2: {
    refusal: {
      code: 'InvalidParameterValue',
      missing: { code: 'MissingParameter', text: 'The request must contain the parameter {member}' },
    },
  },
  iam: {
    shapes: {
      ...{
        roleNameType: iamName,
        policyNameType: iamName,
        instanceProfileNameType: iamName,
        userNameType: iamName,
        groupNameType: iamName,
      },
      ...{ existingUserNameType: iamName, pathType: iamPath, policyPathType: iamPath, pathPrefixType: iamPath },
    },
  },
  // Ciphertexts, signatures, codes and keys: a workflow is given them in base64, and what decrypts or verifies takes them so.
  kms: { shapes: { CiphertextType: { neverText: true }, PublicKeyType: { neverText: true } } },
  sfn: {
    shapes: {
      ...{ Definition: bytes, SensitiveData: bytes, SensitiveDataJobInput: bytes },
    },
  },
  // Only functions on Managed Instances, which are not served here, may have more; TestState holds results to it too.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
  // Runtimes are judged by the operations, since a server has those of its machine; with InvalidParameterValueException, as AWS.
  lambda: { shapes: { MemorySize: { max: 10_240 }, Runtime: { values: undefined } } },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html, "Response Syntax" of each. Refusals:
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  s3: {
    refusal: { code: 'InvalidArgument' },
    shapes: {
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl: buckets have more than the model says.
      BucketCannedACL: {
        values: [
          ...['private', 'public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read', 'bucket-owner-read'],
          ...['bucket-owner-full-control', 'log-delivery-write'],
        ],
      },
      // "The value must be URL-encoded", its slash too if one likes (API_CopyObject); what it must mention is said by the operation.
      CopySource: { pattern: undefined },
    },
    operations: {
      CompleteMultipartUpload: { outputElement: 'CompleteMultipartUploadResult' },
      CreateMultipartUpload: { outputElement: 'InitiateMultipartUploadResult' },
      DeleteObjects: { outputElement: 'DeleteResult' },
      GetBucketAccelerateConfiguration: { outputElement: 'AccelerateConfiguration' },
      GetBucketAcl: { outputElement: 'AccessControlPolicy' },
      GetBucketCors: { outputElement: 'CORSConfiguration' },
      GetBucketLifecycleConfiguration: { outputElement: 'LifecycleConfiguration' },
      GetBucketLocation: { outputElement: 'LocationConstraint', unwrapped: true },
      GetBucketLogging: { outputElement: 'BucketLoggingStatus' },
      GetBucketRequestPayment: { outputElement: 'RequestPaymentConfiguration' },
      GetBucketTagging: { outputElement: 'Tagging' },
      GetBucketVersioning: { outputElement: 'VersioningConfiguration' },
      GetBucketWebsite: { outputElement: 'WebsiteConfiguration' },
      GetObjectAcl: { outputElement: 'AccessControlPolicy' },
      GetObjectTagging: { outputElement: 'Tagging' },
      ListBuckets: { outputElement: 'ListAllMyBucketsResult' },
      ListMultipartUploads: { outputElement: 'ListMultipartUploadsResult' },
      ListObjects: { outputElement: 'ListBucketResult' },
      ListObjectsV2: { outputElement: 'ListBucketResult' },
      ListObjectVersions: { outputElement: 'ListVersionsResult' },
      ListParts: { outputElement: 'ListPartsResult' },
    },
  },
  // The query protocol of before 2023, which older SDKs still speak:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
  sqs: {
    refusal: { missing: { code: 'MissingParameter', text: 'The request must contain the parameter {member}.' } },
    protocols: ['awsJson1_0', 'awsQuery'],
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    operations: Object.fromEntries(
      [
        ...['CancelMessageMoveTask', 'ChangeMessageVisibilityBatch', 'CreateQueue', 'DeleteMessageBatch', 'GetQueueAttributes'],
        ...['GetQueueUrl', 'ListDeadLetterSourceQueues', 'ListMessageMoveTasks', 'ListQueues', 'ListQueueTags', 'ReceiveMessage'],
        ...['SendMessage', 'SendMessageBatch', 'StartMessageMoveTask'],
      ].map(name => [name, { wrapper: `${name}Result` }]),
    ),
    // Unknown attributes are refused by the service itself, in its own words, and errors keep the codes they had in the query protocol:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-faqs.html
    shapes: {
      QueueAttributeName: { values: undefined },
      MessageSystemAttributeName: { values: undefined },
      ...Object.fromEntries(
        [
          ...['BatchEntryIdsNotDistinct', 'BatchRequestTooLong', 'EmptyBatchRequest', 'InvalidBatchEntryId', 'MessageNotInflight'],
          ...['PurgeQueueInProgress', 'QueueDeletedRecently', 'TooManyEntriesInBatchRequest', 'UnsupportedOperation'],
        ].map(name => [name, { queryCode: `AWS.SimpleQueueService.${name}` }]),
      ),
      QueueDoesNotExist: { queryCode: 'AWS.SimpleQueueService.NonExistentQueue' },
      QueueNameExists: { queryCode: 'QueueAlreadyExists' },
      MessageBodyAttributeMap: entryNames(':string', 'MessageAttributeValue', 'Name'),
      MessageBodySystemAttributeMap: entryNames('MessageSystemAttributeNameForSends', 'MessageSystemAttributeValue', 'Name'),
      MessageSystemAttributeMap: entryNames('MessageSystemAttributeName', ':string', 'Name'),
      QueueAttributeMap: entryNames('QueueAttributeName', ':string', 'Name'),
      TagMap: entryNames(':string', ':string', 'Key'),
    },
    queryNames: {
      AddPermissionRequest: { AWSAccountIds: 'AWSAccountId', Actions: 'ActionName' },
      ChangeMessageVisibilityBatchRequest: { Entries: 'ChangeMessageVisibilityBatchRequestEntry' },
      ChangeMessageVisibilityBatchResult: { Successful: 'ChangeMessageVisibilityBatchResultEntry', Failed: 'BatchResultErrorEntry' },
      CreateQueueRequest: { Attributes: 'Attribute', tags: 'Tag' },
      DeleteMessageBatchRequest: { Entries: 'DeleteMessageBatchRequestEntry' },
      DeleteMessageBatchResult: { Successful: 'DeleteMessageBatchResultEntry', Failed: 'BatchResultErrorEntry' },
      GetQueueAttributesRequest: { AttributeNames: 'AttributeName' },
      GetQueueAttributesResult: { Attributes: 'Attribute' },
      ListDeadLetterSourceQueuesResult: { queueUrls: 'QueueUrl' },
      ListMessageMoveTasksResult: { Results: 'ListMessageMoveTasksResultEntry' },
      ListQueuesResult: { QueueUrls: 'QueueUrl' },
      ListQueueTagsResult: { Tags: 'Tag' },
      Message: { Attributes: 'Attribute', MessageAttributes: 'MessageAttribute' },
      ReceiveMessageRequest: {
        AttributeNames: 'AttributeName',
        MessageSystemAttributeNames: 'MessageSystemAttributeName',
        MessageAttributeNames: 'MessageAttributeName',
      },
      ReceiveMessageResult: { Messages: 'Message' },
      SendMessageBatchRequest: { Entries: 'SendMessageBatchRequestEntry' },
      SendMessageBatchRequestEntry: { MessageAttributes: 'MessageAttribute', MessageSystemAttributes: 'MessageSystemAttribute' },
      SendMessageBatchResult: { Successful: 'SendMessageBatchResultEntry', Failed: 'BatchResultErrorEntry' },
      SendMessageRequest: { MessageAttributes: 'MessageAttribute', MessageSystemAttributes: 'MessageSystemAttribute' },
      SetQueueAttributesRequest: { Attributes: 'Attribute' },
      TagQueueRequest: { Tags: 'Tag' },
      UntagQueueRequest: { TagKeys: 'TagKey' },
    },
  },
}
