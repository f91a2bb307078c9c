import { isJsonObject, type Json, type JsonObject, parseJson } from '@pasos/asl'
import { parseYaml, plainValue, YamlSyntaxError } from '@pasos/iac'
import { validationError } from '../errors.ts'

/** A template of CloudFormation, its sections as they are written. */
export interface Template {
  description?: string
  parameters: Record<string, JsonObject>
  mappings: JsonObject
  conditions: Record<string, Json>
  rules: Record<string, JsonObject>
  resources: Record<string, ResourceDeclaration>
  outputs: Record<string, JsonObject>
  /** `AWS::Serverless-2016-10-31` and the like. */
  transforms: string[]
  globals: JsonObject
  metadata: Json
}

export interface ResourceDeclaration {
  type: string
  properties: JsonObject
  dependsOn: string[]
  condition?: string
  deletionPolicy: string
  updateReplacePolicy: string
  metadata?: Json
  /** Of SAM: what it says of the resource that nothing comes of, told with it. */
  withoutEffect?: readonly string[]
  /** Those of SAM, by their names. */
  connectors?: JsonObject
  /** Of SAM: which Globals it is not under, `*` for all. */
  ignoredGlobals?: Json
}

const sections = [
  ...['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Transform', 'Resources'],
  ...['Outputs', 'Hooks', 'Globals'],
]

/** A template in YAML or JSON as it is written. @throws ApiError ValidationError */
export function parseTemplate(text: string): JsonObject {
  const value = parsed(text)
  if (!isJsonObject(value)) throw validationError('Template format error: unsupported structure.')
  return value
}

/** The names of the transforms that a template asks for as a whole. */
export function transformsOf({ Transform }: JsonObject): string[] {
  return [Transform ?? []].flat().map(each => (isJsonObject(each) ? String(each['Name']) : String(each)))
}

/** Reads a template in YAML or JSON. @throws ApiError ValidationError */
export function readTemplate(text: string): Template {
  const value = parseTemplate(text)
  const unknown = Object.keys(value).filter(name => !sections.includes(name))
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`)
  const resources = Object.entries(section(value, 'Resources')).map(([id, resource]) => [id, readResource(id, resource)] as const)
  if (resources.length === 0) throw validationError('Template format error: At least one Resources member must be defined.')
  const { Description } = value
  return {
    ...(typeof Description === 'string' && { description: Description }),
    parameters: section(value, 'Parameters') as Record<string, JsonObject>,
    mappings: section(value, 'Mappings'),
    ...{ conditions: section(value, 'Conditions'), rules: section(value, 'Rules') as Record<string, JsonObject> },
    resources: Object.fromEntries(resources),
    outputs: section(value, 'Outputs') as Record<string, JsonObject>,
    transforms: transformsOf(value),
    globals: section(value, 'Globals'),
    metadata: value['Metadata'] ?? null,
  }
}

function parsed(text: string): Json {
  const isJson = text.trimStart().startsWith('{')
  try {
    return isJson ? parseJson(text) : plainValue(parseYaml(text))
  } catch (error) {
    if (error instanceof YamlSyntaxError) {
      throw validationError(`Template format error: YAML not well-formed. (line ${error.line}, column ${error.column})`)
    }
    throw validationError(`Template format error: ${isJson ? 'JSON' : 'YAML'} not well-formed. ${(error as Error).message}`)
  }
}

export function section(template: JsonObject, name: string): JsonObject {
  const value = template[name] ?? {}
  if (!isJsonObject(value)) throw validationError(`Template format error: ${name} must be an object.`)
  for (const [key, member] of Object.entries(value)) {
    const isObject = isJsonObject(member)
    if (!isObject && name !== 'Conditions')
      throw validationError(`Template format error: Every ${name} member must be an object. [/${name}/${key}]`)
  }
  return value
}

const resourceFields = [
  ...[
    'Type',
    'Properties',
    'DependsOn',
    'Condition',
    'DeletionPolicy',
    'UpdateReplacePolicy',
    'Metadata',
    'CreationPolicy',
    'UpdatePolicy',
  ],
  ...['Connectors', 'IgnoreGlobals'],
]

const keepingPolicies = ['Delete', 'Retain', 'Snapshot']

function readResource(id: string, value: Json): ResourceDeclaration {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw validationError(`Template format error: Resource name ${id} is non alphanumeric.`)
  const resource = value as JsonObject
  const { Type, Properties = {}, DependsOn, Condition, DeletionPolicy, UpdateReplacePolicy, Metadata, Connectors, IgnoreGlobals } = resource
  if (typeof Type !== 'string') {
    throw validationError(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`)
  }
  // SAM takes over what it knows and leaves out the rest: a Description beside the type, as many samples have it.
  const unknown = Type.startsWith('AWS::Serverless::') ? [] : Object.keys(resource).filter(name => !resourceFields.includes(name))
  if (unknown.length > 0) throw validationError(`Invalid template resource property '${unknown[0]}'`)
  for (const [name, policy] of Object.entries({ DeletionPolicy, UpdateReplacePolicy })) {
    if (policy !== undefined && typeof policy !== 'string') {
      throw validationError(`Template format error: [/Resources/${id}] Every ${name} member must be a string.`)
    }
    // One that is only misspelled would be taken for Delete.
    const isKnown =
      policy === undefined || keepingPolicies.includes(policy) || (name === 'DeletionPolicy' && policy === 'RetainExceptOnCreate')
    if (!isKnown) throw validationError(`Template format error: Unrecognized ${name} ${policy} for resource ${id}`)
  }
  if (!isJsonObject(Properties ?? {})) throw validationError(`Template format error: [/Resources/${id}/Properties] must be an object.`)
  return {
    ...{ type: Type, properties: (Properties ?? {}) as JsonObject, dependsOn: [DependsOn ?? []].flat().map(String) },
    ...(typeof Condition === 'string' && { condition: Condition }),
    deletionPolicy: typeof DeletionPolicy === 'string' ? DeletionPolicy : 'Delete',
    updateReplacePolicy: typeof UpdateReplacePolicy === 'string' ? UpdateReplacePolicy : 'Delete',
    ...(Metadata !== undefined && { metadata: Metadata }),
    ...(isJsonObject(Connectors) && { connectors: Connectors }),
    ...(IgnoreGlobals !== undefined && { ignoredGlobals: IgnoreGlobals }),
  }
}
