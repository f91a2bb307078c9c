import { createHash } from 'node:crypto'
import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { only } from '../resources/resource-type.ts'
import type { ResourceDeclaration, Template } from '../template/template.ts'
import { type Additions, attribute, declaration, permission, placeOf, trust } from './additions.ts'
import { withConnections } from './connectors.ts'
import { destinationConfig, functionGrants } from './function-grants.ts'
import { grantsOf } from './policy-templates.ts'
import { withReferencedParts } from './referenced-parts.ts'
import { invalidResource, mapIn, notServed } from './refusals.ts'
import { addApis } from './serverless-api.ts'
import { addFunctionEvent, addMachineEvent } from './serverless-events.ts'
import { addHttpApis } from './serverless-http-api.ts'

/**
 * What SAM's transform makes of a template: functions, state machines, tables, layers and APIs with their roles and events.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
 * @throws ApiError ValidationError for what is not served here
 */
export function transformServerless(template: Template): Template {
  const all = { ...template.resources }
  const added: Additions = { resources: {}, granted: [], routes: [], httpRoutes: [], parts: new Map() }
  const apis = new Map<string, ResourceDeclaration>()
  const httpApis = new Map<string, ResourceDeclaration>()
  for (const [id, resource] of Object.entries(template.resources)) {
    if (!resource.type.startsWith('AWS::Serverless::')) continue
    delete all[id]
    if (resource.type === 'AWS::Serverless::Connector') continue
    if (resource.type === 'AWS::Serverless::Api') apis.set(id, withGlobals(template, 'Api', resource))
    else if (resource.type === 'AWS::Serverless::HttpApi') httpApis.set(id, withGlobals(template, 'HttpApi', resource))
    else transformOne({ template, added, all }, id, resource)
  }
  addApis(added, apis, withGlobals(template, 'Api', declaration('AWS::Serverless::Api', {})))
  addHttpApis(added, httpApis, withGlobals(template, 'HttpApi', declaration('AWS::Serverless::HttpApi', {})))
  const resources = withConnections(template.resources, { ...all, ...added.resources })
  return withReferencedParts({ ...template, resources }, added.parts)
}

interface Transforming {
  template: Template
  added: Additions
  all: Record<string, ResourceDeclaration>
}

function transformOne({ template, added, all }: Transforming, id: string, resource: ResourceDeclaration): void {
  switch (resource.type) {
    case 'AWS::Serverless::Function':
      addFunction({ template, added, all }, id, withGlobals(template, 'Function', resource))
      return
    case 'AWS::Serverless::StateMachine':
      addMachine(added, id, withGlobals(template, 'StateMachine', resource))
      return
    case 'AWS::Serverless::SimpleTable':
      added.resources[id] = table(withGlobals(template, 'SimpleTable', resource))
      return
    case 'AWS::Serverless::LayerVersion': {
      const { ContentUri = null, RetentionPolicy: _, ...rest } = resource.properties
      added.resources[id] = {
        ...resource,
        type: 'AWS::Lambda::LayerVersion',
        properties: { LayerName: id, ...rest, Content: stored(id, ContentUri) },
      }
      return
    }
    default:
      throw notServed(id, `The type ${resource.type}`)
  }
}

/** What Globals say stands under what the resource says; maps are laid over one another, lists put together. */
function withGlobals({ globals }: Template, kind: string, resource: ResourceDeclaration): ResourceDeclaration {
  const ignored = [resource.ignoredGlobals ?? []].flat()
  const all = ignored.includes('*') ? {} : ((globals[kind] ?? {}) as JsonObject)
  const shared = Object.fromEntries(Object.entries(all).filter(([name]) => !ignored.includes(name)))
  return { ...resource, properties: merged(shared, resource.properties) as JsonObject }
}

function merged(under: Json, over: Json): Json {
  if (Array.isArray(under) && Array.isArray(over)) return [...under, ...over]
  if (!isJsonObject(under) || !isJsonObject(over)) return over
  const names = new Set([...Object.keys(under), ...Object.keys(over)])
  return Object.fromEntries(
    [...names].map(name => [name, name in under && name in over ? merged(under[name]!, over[name]!) : (over[name] ?? under[name])!]),
  )
}

/** What goes to the function as it stands. */
const passed = [
  ...[
    'Handler',
    'Runtime',
    'Timeout',
    'MemorySize',
    'Environment',
    'Layers',
    'Description',
    'Architectures',
    'FunctionName',
    'PackageType',
  ],
  ...['EphemeralStorage', 'ReservedConcurrentExecutions', 'KmsKeyArn', 'VpcConfig', 'ImageConfig', 'SnapStart', 'LoggingConfig'],
  ...['FileSystemConfigs', 'CodeSigningConfigArn', 'DurableConfig', 'CapacityProviderConfig', 'TenancyConfig', 'RecursiveLoop'],
  'RuntimeManagementConfig',
]

const ofRoles = ['Role', 'Policies', 'PermissionsBoundary', 'RolePath', 'AssumeRolePolicyDocument', 'PropagateTags', 'Tags']

const functionProperties = [
  ...[...passed, ...ofRoles, 'CodeUri', 'InlineCode', 'ImageUri', 'Events', 'Tracing', 'DeadLetterQueue', 'EventInvokeConfig'],
  ...['FunctionUrlConfig', 'AutoPublishAlias', 'AutoPublishAliasAllProperties', 'AutoPublishCodeSha256', 'DeploymentPreference'],
  ...['ProvisionedConcurrencyConfig', 'VersionDescription', 'VersionDeletionPolicy'],
]

const machineProperties = [
  ...ofRoles.filter(name => name !== 'AssumeRolePolicyDocument'),
  ...['Name', 'Type', 'Definition', 'DefinitionUri', 'DefinitionSubstitutions', 'Logging', 'Tracing', 'Events', 'AutoPublishAlias'],
  ...['UseAliasAsEventTarget', 'DeploymentPreference'],
]

const elsewhere = ['SourceKMSKeyArn', 'PublishToLatestPublished', 'FunctionScalingConfig']

/** @throws ApiError ValidationError: nothing that is said is left out */
function holdTo(known: readonly string[], id: string, { type, properties }: ResourceDeclaration): void {
  const other = Object.keys(properties).find(name => !known.includes(name))
  if (other === undefined) return
  if (elsewhere.includes(other)) throw notServed(id, `The property ${other}`)
  throw invalidResource(id, `property ${other} not defined for resource of type ${type}`)
}

function addFunction({ added, all }: Transforming, id: string, resource: ResourceDeclaration): void {
  holdTo(functionProperties, id, resource)
  const { Role, Policies, Events = {}, Tags, Tracing, DeadLetterQueue } = resource.properties
  const { AutoPublishAlias, FunctionUrlConfig, EventInvokeConfig } = resource.properties
  const own: Additions = { ...added, granted: ['AWSLambdaBasicExecutionRole'] }
  const alias = AutoPublishAlias === undefined ? undefined : { Ref: `${id}Alias${String(AutoPublishAlias)}` }
  const target = { id, name: alias ?? { Ref: id }, arn: alias ?? attribute(id, 'Arn') }
  for (const [name, event] of Object.entries(mapIn(id, 'Events', Events))) {
    addFunctionEvent(own, { target, name, event: mapIn(id, `Events.${name}`, event) }, all)
  }
  if (Role === undefined) {
    const granted = [...own.granted, ...[Policies ?? []].flat(), ...functionGrants(id, resource.properties)]
    added.resources[`${id}Role`] = role('lambda.amazonaws.com', id, granted, resource.properties)
  }
  const code = codeOf(id, resource.properties)
  const { TargetArn } = (DeadLetterQueue ?? {}) as JsonObject
  added.resources[id] = {
    ...resource,
    type: 'AWS::Lambda::Function',
    properties: {
      ...{ ...only(resource.properties, passed), Code: code, Role: Role ?? attribute(`${id}Role`, 'Arn'), Tags: tagList(Tags) },
      ...(Tracing !== undefined && { TracingConfig: { Mode: Tracing } }),
      ...(TargetArn !== undefined && { DeadLetterConfig: { TargetArn } }),
    },
  }
  if (AutoPublishAlias !== undefined) addAlias(added, id, resource.properties, code)
  if (FunctionUrlConfig !== undefined) addUrl(added, id, FunctionUrlConfig as JsonObject, AutoPublishAlias)
  if (EventInvokeConfig !== undefined) {
    const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = EventInvokeConfig as JsonObject
    const DestinationConfig = destinationConfig(id, EventInvokeConfig)
    const config = declaration('AWS::Lambda::EventInvokeConfig', {
      ...{ FunctionName: { Ref: id }, Qualifier: AutoPublishAlias ?? '$LATEST', ...(DestinationConfig && { DestinationConfig }) },
      ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
      ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
    })
    added.resources[`${id}EventInvokeConfig`] = { ...config, dependsOn: aliasNamed(id, AutoPublishAlias) }
  }
}

function codeOf(id: string, { InlineCode, CodeUri, ImageUri, PackageType }: JsonObject): JsonObject {
  if (PackageType === 'Image' && ImageUri !== undefined) return { ImageUri }
  return InlineCode === undefined ? stored(id, CodeUri ?? null) : { ZipFile: InlineCode }
}

/**
 * The version's logical id changes with the code, so that each new code is a new version; where it is asked for, with every property.
 * The alias leads to it at once, however slowly `DeploymentPreference` asks for it, and no function is asked first: that is told with it.
 */
function addAlias(added: Additions, id: string, properties: JsonObject, code: JsonObject): void {
  const { AutoPublishAlias, AutoPublishAliasAllProperties, AutoPublishCodeSha256, DeploymentPreference } = properties
  const { ProvisionedConcurrencyConfig, VersionDescription, VersionDeletionPolicy = 'Retain' } = properties
  const withoutEffect = unservedPreference(DeploymentPreference)
  const Name = String(AutoPublishAlias)
  const ofAll = String(AutoPublishAliasAllProperties) === 'true' ? added.resources[id]!.properties : {}
  const told = JSON.stringify([AutoPublishCodeSha256 ?? code, ofAll])
  const version = `${id}Version${createHash('sha256').update(told).digest('hex').slice(0, 10)}`
  const FunctionName = { Ref: id }
  const Description = VersionDescription === undefined ? {} : { Description: VersionDescription }
  const deletionPolicy = String(VersionDeletionPolicy)
  added.resources[version] = declaration('AWS::Lambda::Version', { FunctionName, ...Description }, { deletionPolicy })
  const alias = {
    ...{ FunctionName, FunctionVersion: attribute(version, 'Version'), Name },
    ...(ProvisionedConcurrencyConfig !== undefined && { ProvisionedConcurrencyConfig }),
  }
  added.parts.set(`${id}.Version`, version).set(`${id}.Alias`, `${id}Alias${Name}`)
  added.resources[`${id}Alias${Name}`] = declaration('AWS::Lambda::Alias', alias, withoutEffect.length > 0 ? { withoutEffect } : {})
}

/** What a `DeploymentPreference` asks for that a deployment at once does not do. */
function unservedPreference(preference: Json | undefined): string[] {
  if (!isJsonObject(preference ?? null)) return []
  const { Enabled = true, Type = 'AllAtOnce', ...more } = preference as JsonObject
  if (String(Enabled) === 'false') return []
  const names = ['Alarms', 'Hooks', 'TriggerConfigurations'].filter(name => more[name] !== undefined)
  return [...(Type === 'AllAtOnce' ? [] : ['Type']), ...names].map(name => `DeploymentPreference.${name}`)
}

/** AWS: what is told of a function is told of its alias, where it has one. */
const aliasNamed = (id: string, name: Json | undefined): string[] => (name === undefined ? [] : [`${id}Alias${String(name)}`])

function addUrl(added: Additions, id: string, { AuthType = 'AWS_IAM', Cors, InvokeMode }: JsonObject, alias: Json | undefined): void {
  const url = declaration('AWS::Lambda::Url', {
    ...{ TargetFunctionArn: { Ref: id }, AuthType, ...(alias !== undefined && { Qualifier: alias }) },
    ...(Cors !== undefined && { Cors }),
    ...(InvokeMode !== undefined && { InvokeMode }),
  })
  added.resources[`${id}Url`] = { ...url, dependsOn: aliasNamed(id, alias) }
  if (AuthType !== 'NONE') return
  const [named] = aliasNamed(id, alias)
  const open = permission({ Ref: named ?? id }, 'lambda', {
    Action: 'lambda:InvokeFunctionUrl',
    Principal: '*',
    FunctionUrlAuthType: 'NONE',
  })
  added.resources[`${id}UrlPublicPermissions`] = open
}

function addMachine(added: Additions, id: string, resource: ResourceDeclaration): void {
  holdTo(machineProperties, id, resource)
  const { Name, Type, Definition, DefinitionUri, DefinitionSubstitutions, Role, Policies, Logging, Tracing } = resource.properties
  const { Tags, Events = {}, AutoPublishAlias, UseAliasAsEventTarget, DeploymentPreference } = resource.properties
  // SAM grants it what it needs to be traced.
  const isTraced = isJsonObject(Tracing) && String(Tracing['Enabled']) === 'true'
  const granted = [...[Policies ?? []].flat(), ...(isTraced ? ['AWSXRayDaemonWriteAccess'] : [])]
  if (Role === undefined) added.resources[`${id}Role`] = role('states.amazonaws.com', id, granted, resource.properties)
  const alias = AutoPublishAlias === undefined ? undefined : addMachineAlias(added, id, String(AutoPublishAlias), DeploymentPreference)
  const isTold = alias !== undefined && String(UseAliasAsEventTarget) === 'true'
  const target = { id, name: { Ref: id }, arn: isTold ? alias : { Ref: id } }
  for (const [name, event] of Object.entries(mapIn(id, 'Events', Events))) {
    addMachineEvent(added, { target, name, event: mapIn(id, `Events.${name}`, event) })
  }
  const place = DefinitionUri === undefined ? undefined : placeOf(id, DefinitionUri)
  added.resources[id] = {
    ...resource,
    type: 'AWS::StepFunctions::StateMachine',
    properties: {
      ...{ RoleArn: Role ?? attribute(`${id}Role`, 'Arn'), StateMachineType: Type ?? 'STANDARD', Tags: tagList(Tags) },
      ...(Name !== undefined && { StateMachineName: Name }),
      ...(place === undefined ? { Definition: Definition ?? null } : { DefinitionS3Location: place }),
      ...(DefinitionSubstitutions !== undefined && { DefinitionSubstitutions }),
      ...(Logging !== undefined && { LoggingConfiguration: Logging }),
      ...(Tracing !== undefined && { TracingConfiguration: Tracing }),
    },
  }
}

/** A version of each revision, and the alias that leads to the newest one. */
function addMachineAlias(added: Additions, id: string, Name: string, preference: Json | undefined): Json {
  const [version, alias] = [`${id}Version`, `${id}Alias${Name}`]
  added.parts.set(`${id}.Version`, version).set(`${id}.Alias`, alias)
  const kept = { deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' }
  const revision = { StateMachineArn: { Ref: id }, StateMachineRevisionId: attribute(id, 'StateMachineRevisionId') }
  added.resources[version] = declaration('AWS::StepFunctions::StateMachineVersion', revision, kept)
  const StateMachineVersionArn = { Ref: version }
  const led = isJsonObject(preference)
    ? { DeploymentPreference: { ...preference, StateMachineVersionArn } }
    : { RoutingConfiguration: [{ StateMachineVersionArn, Weight: 100 }] }
  added.resources[alias] = declaration('AWS::StepFunctions::StateMachineAlias', { Name, ...led })
  return { Ref: alias }
}

function role(service: string, id: string, granted: Json[], properties: JsonObject): ResourceDeclaration {
  const { PermissionsBoundary, RolePath, AssumeRolePolicyDocument, PropagateTags, Tags } = properties
  const { ManagedPolicyArns: arns, Policies: inline } = grantsOf(id, granted)
  const ManagedPolicyArns = [...new Map(arns.map(arn => [JSON.stringify(arn), arn])).values()]
  return declaration('AWS::IAM::Role', {
    ...{ AssumeRolePolicyDocument: AssumeRolePolicyDocument ?? trust(service), ManagedPolicyArns, Policies: inline },
    ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
    ...(RolePath !== undefined && { Path: RolePath }),
    ...(String(PropagateTags) === 'true' && { Tags: tagList(Tags) }),
  })
}

function table(resource: ResourceDeclaration): ResourceDeclaration {
  const { PrimaryKey = {}, ProvisionedThroughput, TableName, Tags } = resource.properties
  const { Name = 'id', Type = 'String' } = PrimaryKey as JsonObject
  const letter = { String: 'S', Number: 'N', Binary: 'B' }[String(Type)] ?? 'S'
  return {
    ...resource,
    type: 'AWS::DynamoDB::Table',
    properties: {
      ...{ AttributeDefinitions: [{ AttributeName: Name, AttributeType: letter }], KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }] },
      ...(ProvisionedThroughput === undefined ? { BillingMode: 'PAY_PER_REQUEST' } : { ProvisionedThroughput }),
      ...(TableName !== undefined && { TableName }),
      ...(Tags !== undefined && { Tags: tagList(Tags) }),
    },
  }
}

/** SAM writes tags as a map. */
function tagList(tags: Json | undefined): Json[] {
  const own = isJsonObject(tags) ? Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) : []
  return [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...own]
}

function stored(id: string, uri: Json): JsonObject {
  const { Bucket, Key, Version } = placeOf(id, uri)
  return { S3Bucket: Bucket!, S3Key: Key!, ...(Version !== undefined && { S3ObjectVersion: Version }) }
}
