import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import {
  documentText,
  hasChanged,
  type Made,
  madeOnce,
  nameOf,
  type ResourceContext,
  type ResourceType,
  removed,
  tagList,
} from './resource-type.ts'

/** A property of a bucket: the call that sets it, and the one that takes it away; without one it is set to what stands for nothing. */
type Part = { put: string; input(value: JsonObject, bucket: string): object } & ({ remove: string } | { nothing: JsonObject })

const parts: Readonly<Record<string, Part>> = {
  VersioningConfiguration: {
    ...{ put: 'PutBucketVersioning', nothing: { Status: 'Suspended' } },
    input: VersioningConfiguration => ({ VersioningConfiguration }),
  },
  // AWS: of a new bucket all is blocked, and its owner's are all objects.
  PublicAccessBlockConfiguration: {
    put: 'PutPublicAccessBlock',
    nothing: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    input: PublicAccessBlockConfiguration => ({ PublicAccessBlockConfiguration }),
  },
  OwnershipControls: {
    ...{ put: 'PutBucketOwnershipControls', nothing: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
    input: OwnershipControls => ({ OwnershipControls }),
  },
  BucketEncryption: {
    ...{ put: 'PutBucketEncryption', remove: 'DeleteBucketEncryption' },
    input: ({ ServerSideEncryptionConfiguration = [], ...others }) => ({
      ServerSideEncryptionConfiguration: {
        ...others,
        Rules: (ServerSideEncryptionConfiguration as JsonObject[]).map(({ ServerSideEncryptionByDefault, ...rest }) => ({
          ...rest,
          ...(ServerSideEncryptionByDefault !== undefined && { ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault }),
        })),
      },
    }),
  },
  CorsConfiguration: {
    ...{ put: 'PutBucketCors', remove: 'DeleteBucketCors' },
    input: ({ CorsRules = [], ...others }) => ({
      CORSConfiguration: {
        ...others,
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
    input: ({ Rules = [], TransitionDefaultMinimumObjectSize, ...others }) => ({
      LifecycleConfiguration: { ...others, Rules: (Rules as JsonObject[]).map(lifecycleRule) },
      ...said({ TransitionDefaultMinimumObjectSize }),
    }),
  },
  WebsiteConfiguration: {
    ...{ put: 'PutBucketWebsite', remove: 'DeleteBucketWebsite' },
    input: ({ IndexDocument, ErrorDocument, RoutingRules, ...rest }) => ({
      WebsiteConfiguration: {
        ...rest,
        ...(IndexDocument !== undefined && { IndexDocument: { Suffix: IndexDocument } }),
        ...(ErrorDocument !== undefined && { ErrorDocument: { Key: ErrorDocument } }),
        ...(RoutingRules !== undefined && { RoutingRules: (RoutingRules as JsonObject[]).map(routingRule) }),
      },
    }),
  },
  ReplicationConfiguration: {
    ...{ put: 'PutBucketReplication', remove: 'DeleteBucketReplication' },
    input: ({ Rules = [], ...rest }) => ({
      ReplicationConfiguration: { ...rest, Rules: (Rules as JsonObject[]).map(replicationRule) },
    }),
  },
  AccelerateConfiguration: {
    ...{ put: 'PutBucketAccelerateConfiguration', nothing: { AccelerationStatus: 'Suspended' } },
    input: ({ AccelerationStatus: Status, ...others }) => ({ AccelerateConfiguration: { ...others, Status } }),
  },
  LoggingConfiguration: {
    ...{ put: 'PutBucketLogging', nothing: {} },
    input: ({ DestinationBucketName: TargetBucket, LogFilePrefix: TargetPrefix = '', ...others }, Bucket) => ({
      BucketLoggingStatus:
        TargetBucket === undefined && TargetPrefix === ''
          ? others
          : { LoggingEnabled: { ...others, TargetBucket: TargetBucket ?? Bucket, TargetPrefix } },
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

function routingRule({ RedirectRule: Redirect, RoutingRuleCondition: Condition, ...rest }: JsonObject): object {
  return { ...rest, ...said({ Redirect, Condition }) }
}

/** In a template tags are called filters. */
function replicationRule({ Id, Filter, ...rest }: JsonObject): object {
  const { TagFilter: Tag, And, ...conditions } = isJsonObject(Filter) ? Filter : {}
  const { TagFilters: Tags, ...both } = isJsonObject(And) ? And : {}
  const filter = { ...conditions, ...said({ Tag, And: isJsonObject(And) ? { ...both, ...said({ Tags }) } : undefined }) }
  return { ...rest, ...said({ ID: Id, Filter: Filter === undefined ? undefined : filter }) }
}

/** In a template a rule has days, dates and tags where the API has objects. */
function lifecycleRule({ Id, Prefix, TagFilters = [], ObjectSizeGreaterThan, ObjectSizeLessThan, ...rule }: JsonObject): object {
  const { ExpirationInDays: Days, ExpirationDate, ExpiredObjectDeleteMarker, ...more } = rule
  const { Transition, Transitions = Transition === undefined ? [] : [Transition], ...rest } = more
  const { NoncurrentVersionExpirationInDays: NoncurrentDays, ...kept } = rest
  const { NoncurrentVersionTransition: single, NoncurrentVersionTransitions = single === undefined ? [] : [single], ...others } = kept
  const expiration = said({ Days, Date: ExpirationDate, ExpiredObjectDeleteMarker })
  const noncurrent = (NoncurrentVersionTransitions as JsonObject[]).map(each => transition(each, 'NoncurrentDays'))
  return {
    ...said({ ID: Id, NoncurrentVersionExpiration: NoncurrentDays && { NoncurrentDays } }),
    ...others,
    Filter: lifecycleFilter(said({ Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan }), TagFilters as JsonObject[]),
    ...(Object.keys(expiration).length > 0 && { Expiration: expiration }),
    ...listed(
      'Transitions',
      (Transitions as JsonObject[]).map(each => transition(each, 'Days')),
    ),
    ...listed('NoncurrentVersionTransitions', noncurrent),
  }
}

/** AWS: several conditions are in an `And`. */
function lifecycleFilter(conditions: JsonObject, tags: readonly JsonObject[]): object {
  const count = Object.keys(conditions).length + tags.length
  if (count === 0) return { Prefix: '' }
  if (count === 1) return tags.length === 1 ? { Tag: tags[0] } : conditions
  return { And: { ...conditions, ...(tags.length > 0 && { Tags: tags }) } }
}

function transition({ TransitionInDays, TransitionDate, ...others }: JsonObject, days: string): object {
  return { ...others, ...said({ [days]: TransitionInDays, Date: TransitionDate }) }
}

const said = (members: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined))

const listed = (name: string, items: readonly object[]): object => (items.length > 0 ? { [name]: items } : {})

const targets = {
  LambdaConfigurations: { target: 'Function', list: 'LambdaFunctionConfigurations', arn: 'LambdaFunctionArn' },
  QueueConfigurations: { target: 'Queue', list: 'QueueConfigurations', arn: 'QueueArn' },
  TopicConfigurations: { target: 'Topic', list: 'TopicConfigurations', arn: 'TopicArn' },
}

function notifications({ EventBridgeConfiguration: bridge, ...value }: JsonObject): object {
  const lists = Object.entries(value).map(([property, configured]) => {
    if (!Object.hasOwn(targets, property)) return [property, configured]
    const { target, list, arn } = targets[property as keyof typeof targets]
    const each = ({ [target]: to, Event, Filter, ...others }: JsonObject) => ({
      ...{ ...others, [arn]: to, Events: [Event].flat() },
      ...filterOf(Filter),
    })
    return [list, (configured as JsonObject[]).map(each)]
  })
  return { ...Object.fromEntries(lists), ...(isJsonObject(bridge) && bridgeOf(bridge)) }
}

function bridgeOf({ EventBridgeEnabled = true, ...others }: JsonObject): object {
  return String(EventBridgeEnabled) === 'true' ? { EventBridgeConfiguration: others } : {}
}

function filterOf(filter: Json | undefined): object {
  if (!isJsonObject(filter)) return {}
  const { S3Key: key = {}, ...others } = filter
  const { Rules: FilterRules = [], ...more } = key as JsonObject
  return { Filter: { ...others, Key: { ...more, FilterRules } } }
}

const bucket: ResourceType = {
  properties: [...Object.keys(parts), 'AccessControl', 'BucketName', 'ObjectLockEnabled', 'Tags'],
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
    if (tagList(context, properties['Tags']).length === 0) await context.call('s3', 'DeleteBucketTagging', { Bucket })
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
    if (!hasChanged(property, properties, before)) continue
    const wanted = properties[property]
    if (wanted !== undefined) await context.call('s3', part.put, { Bucket, ...part.input(wanted as JsonObject, Bucket) })
    else if ('remove' in part) await context.call('s3', part.remove, { Bucket })
    else await context.call('s3', part.put, { Bucket, ...part.input(part.nothing, Bucket) })
  }
  const TagSet = tagList(context, properties['Tags'])
  if (TagSet.length > 0) await context.call('s3', 'PutBucketTagging', { Bucket, Tagging: { TagSet } })
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
  properties: ['Bucket', 'PolicyDocument'],
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
