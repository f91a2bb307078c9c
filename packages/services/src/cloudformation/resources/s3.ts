import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { documentText, type Made, madeOnce, nameOf, type ResourceContext, type ResourceType, removed, tagList } from './resource-type.ts'

/** A property of a bucket: the call that sets it, and the one that takes it away; without one it is set to what stands for nothing. */
type Part = { put: string; input(value: JsonObject, bucket: string): object } & ({ remove: string } | { nothing: JsonObject })

const parts: Readonly<Record<string, Part>> = {
  VersioningConfiguration: {
    ...{ put: 'PutBucketVersioning', nothing: { Status: 'Suspended' } },
    input: VersioningConfiguration => ({ VersioningConfiguration }),
  },
  PublicAccessBlockConfiguration: {
    ...{ put: 'PutPublicAccessBlock', remove: 'DeletePublicAccessBlock' },
    input: PublicAccessBlockConfiguration => ({ PublicAccessBlockConfiguration }),
  },
  OwnershipControls: {
    ...{ put: 'PutBucketOwnershipControls', remove: 'DeleteBucketOwnershipControls' },
    input: OwnershipControls => ({ OwnershipControls }),
  },
  BucketEncryption: {
    ...{ put: 'PutBucketEncryption', remove: 'DeleteBucketEncryption' },
    input: ({ ServerSideEncryptionConfiguration = [] }) => ({
      ServerSideEncryptionConfiguration: {
        Rules: (ServerSideEncryptionConfiguration as JsonObject[]).map(({ ServerSideEncryptionByDefault, ...rest }) => ({
          ...rest,
          ...(ServerSideEncryptionByDefault !== undefined && { ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault }),
        })),
      },
    }),
  },
  CorsConfiguration: {
    ...{ put: 'PutBucketCors', remove: 'DeleteBucketCors' },
    input: ({ CorsRules = [] }) => ({
      CORSConfiguration: {
        CORSRules: (CorsRules as JsonObject[]).map(({ ExposedHeaders, Id, MaxAge, ...rest }) => ({
          ...rest,
          ...(ExposedHeaders !== undefined && { ExposeHeaders: ExposedHeaders }),
          ...(Id !== undefined && { ID: Id }),
          ...(MaxAge !== undefined && { MaxAgeSeconds: MaxAge }),
        })),
      },
    }),
  },
  LifecycleConfiguration: {
    ...{ put: 'PutBucketLifecycleConfiguration', remove: 'DeleteBucketLifecycle' },
    input: ({ Rules = [], TransitionDefaultMinimumObjectSize }) => ({
      LifecycleConfiguration: { Rules: (Rules as JsonObject[]).map(lifecycleRule) },
      ...said({ TransitionDefaultMinimumObjectSize }),
    }),
  },
  WebsiteConfiguration: {
    ...{ put: 'PutBucketWebsite', remove: 'DeleteBucketWebsite' },
    input: ({ IndexDocument, ErrorDocument }) => ({
      WebsiteConfiguration: {
        ...(IndexDocument !== undefined && { IndexDocument: { Suffix: IndexDocument } }),
        ...(ErrorDocument !== undefined && { ErrorDocument: { Key: ErrorDocument } }),
      },
    }),
  },
  AccelerateConfiguration: {
    ...{ put: 'PutBucketAccelerateConfiguration', nothing: { AccelerationStatus: 'Suspended' } },
    input: ({ AccelerationStatus: Status }) => ({ AccelerateConfiguration: { Status } }),
  },
  LoggingConfiguration: {
    ...{ put: 'PutBucketLogging', nothing: {} },
    input: ({ DestinationBucketName: TargetBucket, LogFilePrefix: TargetPrefix = '', TargetObjectKeyFormat }, Bucket) => ({
      BucketLoggingStatus:
        TargetBucket === undefined && TargetPrefix === ''
          ? {}
          : {
              LoggingEnabled: {
                TargetBucket: TargetBucket ?? Bucket,
                TargetPrefix,
                ...(TargetObjectKeyFormat && { TargetObjectKeyFormat }),
              },
            },
    }),
  },
  ObjectLockConfiguration: {
    ...{ put: 'PutObjectLockConfiguration', nothing: { ObjectLockEnabled: 'Enabled' } },
    input: ObjectLockConfiguration => ({ ObjectLockConfiguration }),
  },
  NotificationConfiguration: {
    ...{ put: 'PutBucketNotificationConfiguration', nothing: {} },
    input: value => ({ NotificationConfiguration: notifications(value) }),
  },
}

/** In a template a rule has days, dates and tags where the API has objects. */
function lifecycleRule({ Id, Prefix, TagFilters = [], Status, ...rest }: JsonObject): object {
  const { ExpirationInDays: Days, ExpirationDate, ExpiredObjectDeleteMarker, AbortIncompleteMultipartUpload } = rest
  const { Transition, Transitions = Transition === undefined ? [] : [Transition] } = rest
  const { NoncurrentVersionExpirationInDays: NoncurrentDays, NoncurrentVersionExpiration = NoncurrentDays && { NoncurrentDays } } = rest
  const { NoncurrentVersionTransition: single, NoncurrentVersionTransitions = single === undefined ? [] : [single] } = rest
  const expiration = said({ Days, Date: ExpirationDate, ExpiredObjectDeleteMarker })
  return {
    ...{ Status, ...said({ ID: Id, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload }) },
    Filter: lifecycleFilter(
      said({ Prefix, ...said({ ObjectSizeGreaterThan: rest['ObjectSizeGreaterThan'], ObjectSizeLessThan: rest['ObjectSizeLessThan'] }) }),
      TagFilters as JsonObject[],
    ),
    ...(Object.keys(expiration).length > 0 && { Expiration: expiration }),
    ...listed(
      'Transitions',
      (Transitions as JsonObject[]).map(each => transition(each, 'Days')),
    ),
    ...listed(
      'NoncurrentVersionTransitions',
      (NoncurrentVersionTransitions as JsonObject[]).map(each => transition(each, 'NoncurrentDays')),
    ),
  }
}

/** AWS: several conditions are in an `And`. */
function lifecycleFilter(conditions: JsonObject, tags: readonly JsonObject[]): object {
  const count = Object.keys(conditions).length + tags.length
  if (count === 0) return { Prefix: '' }
  if (count === 1) return tags.length === 1 ? { Tag: tags[0] } : conditions
  return { And: { ...conditions, ...(tags.length > 0 && { Tags: tags }) } }
}

function transition({ TransitionInDays, TransitionDate, StorageClass, NewerNoncurrentVersions }: JsonObject, days: string): object {
  return said({ [days]: TransitionInDays, Date: TransitionDate, StorageClass, NewerNoncurrentVersions })
}

const said = (members: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined))

const listed = (name: string, items: readonly object[]): object => (items.length > 0 ? { [name]: items } : {})

function notifications(value: JsonObject): object {
  const kinds = [
    ['LambdaConfigurations', 'Function', 'LambdaFunctionConfigurations', 'LambdaFunctionArn'],
    ['QueueConfigurations', 'Queue', 'QueueConfigurations', 'QueueArn'],
    ['TopicConfigurations', 'Topic', 'TopicConfigurations', 'TopicArn'],
  ] as const
  const lists = kinds.flatMap(([property, target, member, arn]) => {
    const configured = (value[property] ?? []) as JsonObject[]
    if (configured.length === 0) return []
    return [[member, configured.map(each => ({ [arn]: each[target], Events: [each['Event']].flat(), ...filterOf(each) }))] as const]
  })
  const bridge = value['EventBridgeConfiguration']
  const isOn = isJsonObject(bridge) && String(bridge['EventBridgeEnabled'] ?? true) === 'true'
  return { ...Object.fromEntries(lists), ...(isOn && { EventBridgeConfiguration: {} }) }
}

function filterOf({ Filter }: JsonObject): object {
  const key = isJsonObject(Filter) ? Filter['S3Key'] : undefined
  if (!isJsonObject(key)) return {}
  return { Filter: { Key: { FilterRules: key['Rules'] ?? [] } } }
}

const bucket: ResourceType = {
  replacedBy: ['BucketName', 'ObjectLockEnabled'],
  async create(context, properties) {
    const Bucket = nameOf(context, properties, 'BucketName', 63).toLowerCase()
    const { region } = context
    const place = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }
    await madeOnce(context, () => context.call('s3', 'CreateBucket', { Bucket, ...place, ...fromTheFirst(properties) }))
    context.begun(Bucket)
    await configure(context, Bucket, properties, {})
    return madeBucket(context, Bucket)
  },
  async update(context, Bucket, properties, before) {
    await configure(context, Bucket, properties, before)
    const { AccessControl = 'Private' } = properties
    if (AccessControl !== (before['AccessControl'] ?? 'Private'))
      await context.call('s3', 'PutBucketAcl', { Bucket, ACL: cannedAcl(AccessControl) })
    return madeBucket(context, Bucket)
  },
  remove: (context, Bucket) => removed(context.call('s3', 'DeleteBucket', { Bucket })),
}

/** AWS: whose objects are is said with the ACL, where there is one. */
function fromTheFirst({ AccessControl, OwnershipControls, ObjectLockEnabled }: JsonObject): object {
  const [rule] = isJsonObject(OwnershipControls) ? ((OwnershipControls['Rules'] ?? []) as JsonObject[]) : []
  const ObjectOwnership = rule?.['ObjectOwnership']
  return {
    ...(AccessControl !== undefined && { ACL: cannedAcl(AccessControl) }),
    ...(AccessControl !== undefined && ObjectOwnership !== undefined && { ObjectOwnership }),
    ...(ObjectLockEnabled !== undefined && { ObjectLockEnabledForBucket: ObjectLockEnabled }),
  }
}

/** `LogDeliveryWrite` is `log-delivery-write`. */
const cannedAcl = (name: Json): string =>
  String(name)
    .replace(/(?!^)[A-Z]/g, '-$&')
    .toLowerCase()

async function configure(context: ResourceContext, Bucket: string, properties: JsonObject, before: JsonObject): Promise<void> {
  for (const [property, part] of Object.entries(parts)) {
    const [wanted, present] = [properties[property], before[property]]
    if (JSON.stringify(wanted) === JSON.stringify(present)) continue
    if (wanted !== undefined) await context.call('s3', part.put, { Bucket, ...part.input(wanted as JsonObject, Bucket) })
    else if ('remove' in part) await context.call('s3', part.remove, { Bucket })
    else await context.call('s3', part.put, { Bucket, ...part.input(part.nothing, Bucket) })
  }
  const TagSet = tagList(context, properties['Tags'])
  if (TagSet.length > 0) await context.call('s3', 'PutBucketTagging', { Bucket, Tagging: { TagSet } })
  else if (before['Tags'] !== undefined) await context.call('s3', 'DeleteBucketTagging', { Bucket })
}

function madeBucket({ partition, region }: ResourceContext, Bucket: string): Made {
  const attributes = {
    ...{ Arn: `arn:${partition}:s3:::${Bucket}`, DomainName: `${Bucket}.s3.amazonaws.com` },
    ...{
      RegionalDomainName: `${Bucket}.s3.${region}.amazonaws.com`,
      DualStackDomainName: `${Bucket}.s3.dualstack.${region}.amazonaws.com`,
    },
    WebsiteURL: `http://${Bucket}.s3-website-${region}.amazonaws.com`,
  }
  return { id: Bucket, attributes }
}

const bucketPolicy: ResourceType = {
  replacedBy: ['Bucket'],
  create: (context, properties) => putPolicy(context, properties),
  update: (context, _id, properties) => putPolicy(context, properties),
  remove: (context, _id, { Bucket }) => removed(context.call('s3', 'DeleteBucketPolicy', { Bucket })),
}

async function putPolicy(context: ResourceContext, { Bucket, PolicyDocument }: Record<string, Json>): Promise<Made> {
  await context.call('s3', 'PutBucketPolicy', { Bucket, Policy: documentText(PolicyDocument) })
  return { id: String(Bucket) }
}

export const s3Types: Record<string, ResourceType> = { 'AWS::S3::Bucket': bucket, 'AWS::S3::BucketPolicy': bucketPolicy }
