import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { ResourceDeclaration } from '../template/template.ts'
import { attribute, declaration, permission } from './additions.ts'
import { type Connection, type ConnectionGrant, connections } from './connections.ts'
import { invalidResource, mapIn } from './refusals.ts'

type Resources = Readonly<Record<string, ResourceDeclaration>>

/** A connector with one destination. */
interface Connector {
  id: string
  source: JsonObject
  destination: JsonObject
  permissions: string[]
  /** As the connector has them. */
  more: Partial<ResourceDeclaration>
}

/** One end of it: a resource of the template, or what is said of one elsewhere. */
interface End {
  type: string
  arn: Json
  name: Json
  roleName: Json | undefined
  queueUrl: Json | undefined
  apiId: Json | undefined
  qualifier: Json
}

/** The resources with what permits the connections that the template's connectors ask for. @throws ApiError ValidationError */
export function withConnections(written: Resources, resources: Resources): Record<string, ResourceDeclaration> {
  const made: Record<string, ResourceDeclaration> = {}
  for (const connector of connectorsOf(written)) connect(connector, resources, made)
  return { ...resources, ...made }
}

function connectorsOf(written: Resources): Connector[] {
  return Object.entries(written).flatMap(([id, resource]) => {
    const { connectors = {}, properties, dependsOn, deletionPolicy, updateReplacePolicy } = resource
    const embedded = Object.entries(connectors).flatMap(([name, connector]) => {
      const { Properties = {}, DependsOn, DeletionPolicy = 'Delete' } = mapIn(id, `Connectors.${name}`, connector)
      const more = { dependsOn: [DependsOn ?? []].flat().map(String), deletionPolicy: String(DeletionPolicy) }
      const { SourceReference = {}, ...rest } = mapIn(id, `Connectors.${name}.Properties`, Properties)
      return eachDestination(`${id}${name}`, { ...rest, Source: { Id: id, ...(SourceReference as JsonObject) } }, more)
    })
    if (resource.type !== 'AWS::Serverless::Connector') return embedded
    return [...embedded, ...eachDestination(id, properties, { dependsOn, deletionPolicy, updateReplacePolicy })]
  })
}

function eachDestination(id: string, properties: JsonObject, more: Partial<ResourceDeclaration>): Connector[] {
  const { Source, Destination, Permissions } = properties
  const permissions = [Permissions ?? []].flat().map(String)
  if (permissions.length === 0 || permissions.some(each => each !== 'Read' && each !== 'Write')) {
    throw invalidResource(id, "'Permissions' must be a list of Read and Write.")
  }
  if (!isJsonObject(Source)) throw invalidResource(id, "Missing required property 'Source'.")
  if (Destination === undefined) throw invalidResource(id, "Missing required property 'Destination'.")
  const destinations = [Destination].flat().map(each => mapIn(id, 'Destination', each))
  return destinations.map((destination, index) => ({
    ...{ source: Source, destination, permissions, more },
    id: Array.isArray(Destination) ? `${id}Destination${index}` : id,
  }))
}

function connect(
  { id, source, destination, permissions, more }: Connector,
  resources: Resources,
  made: Record<string, ResourceDeclaration>,
) {
  const [from, to] = [endOf(id, source, resources), endOf(id, destination, resources)]
  const connection = connections.get(`${from.type} ${to.type}`)
  if (connection === undefined) {
    throw invalidResource(id, `Unable to create connector from ${from.type} to ${to.type}; it's not supported or the template is invalid.`)
  }
  const grants: ConnectionGrant[] = []
  for (const each of permissions) {
    const granted = connection[each as 'Read' | 'Write']
    if (granted === undefined) throw invalidResource(id, `A connector from ${from.type} to ${to.type} has no permission ${each}.`)
    grants.push(...granted)
  }
  for (const [suffix, resource] of Object.entries(permitting(id, { connection, from, to }, grants))) {
    made[`${id}${suffix}`] = { ...resource, ...more }
  }
}

/** The resources that permit it, by what their logical ids end with. */
function permitting(
  id: string,
  { connection, from, to }: { connection: Connection; from: End; to: End },
  grants: readonly ConnectionGrant[],
): Record<string, ResourceDeclaration> {
  switch (connection.of) {
    case 'source':
      return { Policy: policyOfRole(id, from, statements(grants, to)) }
    case 'destination':
      return { Policy: policyOfRole(id, to, statements(grants, from)) }
    case 'function':
      return { WriteLambdaPermission: permission(to.arn, principalOf(from), sourceOf(from)) }
    case 'queue': {
      if (to.queueUrl === undefined) throw invalidResource(id, "'QueueUrl' of the queue is needed.")
      return { QueuePolicy: declaration('AWS::SQS::QueuePolicy', { Queues: [to.queueUrl], PolicyDocument: letIn(from, grants, to) }) }
    }
    case 'topic':
      return { TopicPolicy: declaration('AWS::SNS::TopicPolicy', { Topics: [to.arn], PolicyDocument: letIn(from, grants, to) }) }
  }
}

const document = (Statement: Json[]): JsonObject => ({ Version: '2012-10-17', Statement })

function policyOfRole(id: string, { roleName, type }: End, Statement: Json[]): ResourceDeclaration {
  if (roleName === undefined) throw invalidResource(id, `The role of ${type} cannot be told: 'RoleName' is needed.`)
  return declaration('AWS::IAM::ManagedPolicy', { PolicyDocument: document(Statement), Roles: [roleName] })
}

function statements(grants: readonly ConnectionGrant[], { arn, name }: End): Json[] {
  return grants.map(({ actions, resources }) => ({
    ...{ Effect: 'Allow', Action: [...actions] },
    Resource: resources.map(each => {
      if (each === '{Arn}') return arn
      const text = each.replace('{Arn}', '${Arn}').replace('{Name}', '${Name}')
      return { 'Fn::Sub': [text, { ...(text.includes('${Arn}') && { Arn: arn }), ...(text.includes('${Name}') && { Name: name }) }] }
    }),
  }))
}

/** What a queue or a topic says of who may send. */
function letIn(from: End, grants: readonly ConnectionGrant[], to: End): JsonObject {
  const Principal = { Service: `${principalOf(from)}.amazonaws.com` }
  const Condition = { ArnEquals: { 'aws:SourceArn': from.arn } }
  return document(statements(grants, to).map(each => ({ ...(each as JsonObject), Principal, Condition })))
}

const principals: Readonly<Record<string, string>> = {
  ...{ 'AWS::ApiGateway::RestApi': 'apigateway', 'AWS::ApiGatewayV2::Api': 'apigateway', 'AWS::Events::Rule': 'events' },
  ...{ 'AWS::S3::Bucket': 's3', 'AWS::SNS::Topic': 'sns' },
}
const principalOf = ({ type }: End): string => principals[type]!

function sourceOf({ type, arn, apiId, qualifier }: End): JsonObject {
  if (principals[type] !== 'apigateway')
    return { SourceArn: arn, ...(type === 'AWS::S3::Bucket' && { SourceAccount: { Ref: 'AWS::AccountId' } }) }
  const place = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${api}/${qualifier}'
  return { SourceArn: { 'Fn::Sub': [place, { api: apiId!, qualifier }] } }
}

/** SAM's own kinds are what they become. */
const becoming: Readonly<Record<string, string>> = {
  ...{ 'AWS::Serverless::Function': 'AWS::Lambda::Function', 'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table' },
  ...{ 'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi', 'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api' },
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
}
/** Those whose `Ref` is their ARN. */
const namedByArn = ['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine']

function endOf(
  id: string,
  { Id, Type, Arn, Name, RoleName, QueueUrl, ResourceId, Qualifier = '*' }: JsonObject,
  resources: Resources,
): End {
  if (Id === undefined) {
    if (Type === undefined) throw invalidResource(id, "'Type' is missing or not a string.")
    const type = becoming[String(Type)] ?? String(Type)
    const isApi = principals[type] === 'apigateway'
    if (isApi && ResourceId === undefined) throw invalidResource(id, `'ResourceId' of ${type} is needed.`)
    return { type, arn: Arn ?? null, name: Name ?? null, roleName: RoleName, queueUrl: QueueUrl, apiId: ResourceId, qualifier: Qualifier }
  }
  const resource = resources[String(Id)]
  if (resource === undefined) throw invalidResource(id, `Unable to find resource with logical ID '${String(Id)}'.`)
  const logical = String(Id)
  return {
    ...{ type: resource.type, arn: namedByArn.includes(resource.type) ? { Ref: logical } : attribute(logical, 'Arn') },
    ...{ name: attribute(logical, 'Name'), roleName: roleOf(resource), queueUrl: { Ref: logical }, apiId: { Ref: logical } },
    qualifier: Qualifier,
  }
}

/** The name of the role that a resource acts as, where its role is in the template, or its ARN says it. */
function roleOf({ properties }: ResourceDeclaration): Json | undefined {
  const target = [properties['Targets'] ?? []].flat().find(each => isJsonObject(each) && each['RoleArn'] !== undefined)
  const role = properties['Role'] ?? properties['RoleArn'] ?? (target as JsonObject | undefined)?.['RoleArn']
  if (typeof role === 'string') return role.split('/').at(-1)
  if (!isJsonObject(role)) return undefined
  const got = role['Fn::GetAtt']
  if (got === undefined) return { 'Fn::Select': [1, { 'Fn::Split': ['/', role] }] }
  return { Ref: String(Array.isArray(got) ? got[0] : String(got).split('.')[0]) }
}
