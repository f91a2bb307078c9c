import { isJsonObject, type Json, type JsonObject, parseJson } from '@pasos/asl'
import { parseYaml, plainValue, YamlSyntaxError } from '@pasos/iac'
import { storedBytes } from './object-bytes.ts'
import { nameOf, type ResourceContext, type ResourceType, removed, smallLetters, tagList, taken } from './resource-type.ts'

/** What a state machine is like where its template says nothing. */
const initial: JsonObject = {
  LoggingConfiguration: { Level: 'OFF' },
  TracingConfiguration: { Enabled: false },
  EncryptionConfiguration: { Type: 'AWS_OWNED_KEY' },
}

const stateMachine: ResourceType = {
  properties: [
    ...['StateMachineName', 'StateMachineType', 'RoleArn', 'Definition', 'DefinitionString', 'DefinitionS3Location'],
    ...['DefinitionSubstitutions', 'Tags', ...Object.keys(initial)],
  ],
  replacedBy: ['StateMachineName', 'StateMachineType'],
  async create(context, properties) {
    const name = nameOf(context, properties, 'StateMachineName', 80)
    const type = properties['StateMachineType'] ?? 'STANDARD'
    const tags = smallLetters(tagList(context, properties['Tags']) as unknown as Json)
    const input = { name, type, tags, ...(await machineInput(context, properties)) }
    const { stateMachineArn } = await context.call('states', 'CreateStateMachine', input)
    return madeMachine(context, stateMachineArn)
  },
  async update(context, stateMachineArn, properties, before) {
    const input = await machineInput(context, { ...taken(initial, properties, before), ...properties })
    await context.call('states', 'UpdateStateMachine', { stateMachineArn, ...input })
    await retag(context, stateMachineArn, properties)
    return madeMachine(context, stateMachineArn)
  },
  remove: (context, stateMachineArn) => removed(context.call('states', 'DeleteStateMachine', { stateMachineArn })),
}

async function madeMachine(context: ResourceContext, stateMachineArn: string) {
  const { name, revisionId } = await context.call('states', 'DescribeStateMachine', { stateMachineArn })
  const attributes = { Arn: stateMachineArn, Name: name, StateMachineRevisionId: revisionId ?? 'INITIAL' }
  return { id: stateMachineArn, attributes }
}

async function machineInput(context: ResourceContext, properties: JsonObject): Promise<object> {
  const { RoleArn: roleArn, LoggingConfiguration, TracingConfiguration, EncryptionConfiguration } = properties
  return {
    ...{ roleArn, definition: await definitionOf(context, properties) },
    ...(LoggingConfiguration !== undefined && { loggingConfiguration: smallLetters(LoggingConfiguration) }),
    ...(TracingConfiguration !== undefined && { tracingConfiguration: smallLetters(TracingConfiguration) }),
    ...(EncryptionConfiguration !== undefined && { encryptionConfiguration: smallLetters(EncryptionConfiguration) }),
  }
}

/**
 * AWS: of the three places, with `${Name}` replaced by what DefinitionSubstitutions say, as it stands: a value may be a piece of JSON.
 * A file is read once that is done, as JSON or else as YAML.
 */
async function definitionOf(context: ResourceContext, properties: JsonObject): Promise<string> {
  const { DefinitionString, Definition, DefinitionS3Location: place, DefinitionSubstitutions = {} } = properties
  const substituted = (text: string) => withSubstitutions(text, DefinitionSubstitutions as JsonObject)
  if (!isJsonObject(place)) return substituted(typeof DefinitionString === 'string' ? DefinitionString : JSON.stringify(Definition ?? {}))
  const text = substituted((await storedBytes(context, place)).toString('utf8'))
  return isJson(text) ? text : definitionOfYaml(text)
}

function withSubstitutions(text: string, substitutions: JsonObject): string {
  const values = new Map(
    Object.entries(substitutions).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  )
  const once = (under: string) => under.replace(/\$\{([^}]*)\}/g, (whole, name: string) => values.get(name) ?? whole)
  // A value may name another one, but not for ever.
  let now = once(text)
  for (let before = text, left = values.size; now !== before && left > 0; left--) [before, now] = [now, once(now)]
  return now
}

function isJson(text: string): boolean {
  try {
    parseJson(text)
    return true
  } catch {
    return false
  }
}

/** What is neither JSON nor YAML goes on as it is, and the operation says what is wrong with it. */
function definitionOfYaml(text: string): string {
  try {
    const value = plainValue(parseYaml(text))
    return isJsonObject(value) ? JSON.stringify(value) : text
  } catch (error) {
    if (error instanceof YamlSyntaxError) return text
    throw error
  }
}

async function retag(context: ResourceContext, resourceArn: string, { Tags }: JsonObject): Promise<void> {
  const wanted = tagList(context, Tags)
  const { tags: present = [] } = await context.call('states', 'ListTagsForResource', { resourceArn })
  const tagKeys = (present as { key: string }[]).map(({ key }) => key).filter(key => !wanted.some(({ Key }) => Key === key))
  if (tagKeys.length > 0) await context.call('states', 'UntagResource', { resourceArn, tagKeys })
  if (wanted.length > 0) {
    await context.call('states', 'TagResource', { resourceArn, tags: smallLetters(wanted as unknown as Json) })
  }
}

const activity: ResourceType = {
  properties: ['Name', 'EncryptionConfiguration', 'Tags'],
  replacedBy: ['Name', 'EncryptionConfiguration'],
  async create(context, properties) {
    const name = nameOf(context, properties, 'Name', 80)
    const tags = smallLetters(tagList(context, properties['Tags']) as unknown as Json)
    const { EncryptionConfiguration } = properties
    const encryption = EncryptionConfiguration !== undefined && { encryptionConfiguration: smallLetters(EncryptionConfiguration) }
    const { activityArn } = await context.call('states', 'CreateActivity', { name, tags, ...encryption })
    return { id: activityArn, attributes: { Arn: activityArn, Name: name } }
  },
  async update(context, activityArn, properties) {
    await retag(context, activityArn, properties)
    return { id: activityArn, attributes: { Arn: activityArn, Name: activityArn.split(':').at(-1)! } }
  },
  remove: (context, activityArn) => removed(context.call('states', 'DeleteActivity', { activityArn })),
}

const version: ResourceType = {
  properties: ['StateMachineArn', 'StateMachineRevisionId', 'Description'],
  replacedBy: ['StateMachineArn', 'StateMachineRevisionId', 'Description'],
  async create(context, { StateMachineArn: stateMachineArn, StateMachineRevisionId: revisionId, Description: description }) {
    const input = { stateMachineArn, ...(revisionId !== undefined && { revisionId }), ...(description !== undefined && { description }) }
    const { stateMachineVersionArn } = await context.call('states', 'PublishStateMachineVersion', input)
    return { id: stateMachineVersionArn, attributes: { Arn: stateMachineVersionArn } }
  },
  update: async (_context, id) => ({ id, attributes: { Arn: id } }),
  remove: (context, arn) => removed(context.call('states', 'DeleteStateMachineVersion', { stateMachineVersionArn: arn })),
}

const alias: ResourceType = {
  // `StateMachineArn` is said by the versions as well.
  properties: ['Name', 'Description', 'RoutingConfiguration', 'DeploymentPreference', 'StateMachineArn'],
  replacedBy: ['Name'],
  async create(context, properties) {
    const name = nameOf(context, properties, 'Name', 80)
    const input = { name, description: properties['Description'], routingConfiguration: routing(properties) }
    const { stateMachineAliasArn } = await context.call('states', 'CreateStateMachineAlias', input)
    return { id: stateMachineAliasArn, attributes: { Arn: stateMachineAliasArn } }
  },
  async update(context, stateMachineAliasArn, properties) {
    const input = { stateMachineAliasArn, description: properties['Description'] ?? '', routingConfiguration: routing(properties) }
    await context.call('states', 'UpdateStateMachineAlias', input)
    return { id: stateMachineAliasArn, attributes: { Arn: stateMachineAliasArn } }
  },
  remove: (context, arn) => removed(context.call('states', 'DeleteStateMachineAlias', { stateMachineAliasArn: arn })),
}

function routing({ RoutingConfiguration, DeploymentPreference }: JsonObject): Json {
  if (Array.isArray(RoutingConfiguration)) return smallLetters(RoutingConfiguration)
  // Traffic is moved at once here, however slowly it is asked for.
  const to = isJsonObject(DeploymentPreference) ? DeploymentPreference['StateMachineVersionArn'] : undefined
  return [{ stateMachineVersionArn: to ?? null, weight: 100 }]
}

export const stepFunctionsTypes: Record<string, ResourceType> = {
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::StepFunctions::Activity': activity,
  'AWS::StepFunctions::StateMachineVersion': version,
  'AWS::StepFunctions::StateMachineAlias': alias,
}
