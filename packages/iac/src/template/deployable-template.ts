import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { Deployable } from '../terraform/deployable.ts'
import { parseTemplateText } from './parse-template.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const MACHINES = new Set(['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'])
const FUNCTIONS = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function'])

/**
 * The state machines and functions of a template of CloudFormation or SAM, or of CDK's output, whose code lies in folders beside it.
 *
 * @param readDefinition reads the file of a DefinitionUri and gives its JSON text
 * @throws Error for what cannot be read
 */
export function deployableOfTemplate(file: string, readDefinition: (file: string) => string): Deployable {
  const template = parseTemplateText(readFileSync(file, 'utf8'))
  const found: Deployable = { machines: [], functions: [] }
  if (!isJsonObject(template) || !isJsonObject(template['Resources'] ?? null)) return found
  const values = new TemplateValues(template)
  for (const [id, resource] of values.resources) {
    const properties = values.propertiesOf(resource)
    if (MACHINES.has(String(resource['Type']))) {
      const definition = definitionOf(properties, values, dirname(file), readDefinition)
      if (definition === undefined) continue
      const type = (properties['Type'] ?? properties['StateMachineType']) === 'EXPRESS' ? 'EXPRESS' : 'STANDARD'
      found.machines.push({ name: values.nameOf(id, resource), type, definition: definition.text, file: definition.file ?? file })
    } else if (FUNCTIONS.has(String(resource['Type']))) {
      const folder = codeOf(resource, properties)
      const { Handler: handler, Runtime: runtime } = properties
      if (folder === undefined || typeof handler !== 'string' || typeof runtime !== 'string') continue
      found.functions.push({ name: values.nameOf(id, resource), handler, runtime, folder: resolve(dirname(file), folder) })
    }
  }
  return found
}

/** Whether a file is called as templates are. */
export function isTemplateName(name: string): boolean {
  return /(^|\.)template\.(json|ya?ml)$/i.test(name)
}

function definitionOf(
  properties: JsonObject,
  values: TemplateValues,
  folder: string,
  read: (file: string) => string,
): { text: string; file?: string } | undefined {
  const { Definition, DefinitionString, DefinitionUri, DefinitionSubstitutions = {} } = properties
  const substitutions = Object.entries(values.resolve(DefinitionSubstitutions) as JsonObject)
  const filled = (text: string) => substitutions.reduce((all, [name, value]) => all.replaceAll(`\${${name}}`, inText(String(value))), text)
  if (typeof DefinitionUri === 'string') {
    const file = resolve(folder, DefinitionUri)
    return { text: filled(read(file)), file }
  }
  if (isJsonObject(Definition ?? null)) return { text: filled(JSON.stringify(values.resolve(Definition!))) }
  const text = DefinitionString === undefined ? undefined : values.resolve(DefinitionString)
  return typeof text === 'string' ? { text: filled(text) } : undefined
}

/** Within a text of JSON. */
function inText(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

function codeOf(resource: JsonObject, { CodeUri, Code }: JsonObject): string | undefined {
  const asset = isJsonObject(resource['Metadata'] ?? null) ? (resource['Metadata'] as JsonObject)['aws:asset:path'] : undefined
  return [asset, CodeUri, Code].find((place): place is string => typeof place === 'string' && !/^(s3|https?):/.test(place))
}

/** What a template's functions stand for, as far as the template says it. */
class TemplateValues {
  readonly resources: [string, JsonObject][]
  private readonly template: JsonObject

  constructor(template: JsonObject) {
    this.template = template
    this.resources = Object.entries(template['Resources'] as JsonObject).filter((entry): entry is [string, JsonObject] =>
      isJsonObject(entry[1]),
    )
  }

  /** With what Globals say of functions in SAM. */
  propertiesOf({ Type, Properties }: JsonObject): JsonObject {
    const own = isJsonObject(Properties ?? null) ? (Properties as JsonObject) : {}
    const globals = this.template['Globals']
    const ofFunctions = isJsonObject(globals ?? null) ? (globals as JsonObject)['Function'] : undefined
    return Type === 'AWS::Serverless::Function' && isJsonObject(ofFunctions ?? null) ? { ...(ofFunctions as JsonObject), ...own } : own
  }

  nameOf(id: string, resource: JsonObject): string {
    const { FunctionName, Name, StateMachineName } = this.propertiesOf(resource)
    const name = this.resolve(FunctionName ?? Name ?? StateMachineName ?? id)
    return typeof name === 'string' && !name.includes('${') ? name : id
  }

  resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map(item => this.resolve(item))
    if (!isJsonObject(value)) return value
    const [[key, argument] = ['', null], ...others] = Object.entries(value)
    if (others.length === 0) {
      if (key === 'Ref') return this.reference(String(argument)) ?? `\${${argument}}`
      if (key === 'Fn::GetAtt' && Array.isArray(argument)) return this.attribute(String(argument[0]), String(argument[1]))
      if (key === 'Fn::Sub') return this.substitute(argument)
      if (key === 'Fn::Join' && Array.isArray(argument)) return (this.resolve(argument[1]!) as Json[]).map(String).join(String(argument[0]))
    }
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.resolve(member)]))
  }

  private reference(name: string): string | undefined {
    const pseudo = { 'AWS::AccountId': PLACE.account, 'AWS::Region': PLACE.region, 'AWS::Partition': 'aws', 'AWS::StackName': 'stack' }[
      name
    ]
    if (pseudo !== undefined) return pseudo
    const resource = this.resources.find(([id]) => id === name)?.[1]
    if (resource !== undefined) return MACHINES.has(String(resource['Type'])) ? this.attribute(name, 'Arn') : this.nameOf(name, resource)
    const parameters = this.template['Parameters']
    const parameter = isJsonObject(parameters ?? null) ? (parameters as JsonObject)[name] : undefined
    const value = isJsonObject(parameter ?? null) ? (parameter as JsonObject)['Default'] : undefined
    return value === undefined ? undefined : String(value)
  }

  private attribute(id: string, name: string): string {
    const resource = this.resources.find(([each]) => each === id)?.[1]
    if (resource === undefined || name !== 'Arn') return `\${${id}${name}}`
    const kind = MACHINES.has(String(resource['Type']))
      ? 'states:R:A:stateMachine'
      : FUNCTIONS.has(String(resource['Type']))
        ? 'lambda:R:A:function'
        : undefined
    const service = kind?.replace('R', PLACE.region).replace('A', PLACE.account)
    return service === undefined ? `\${${id}${name}}` : `arn:aws:${service}:${this.nameOf(id, resource)}`
  }

  private substitute(argument: Json): string {
    const [text, own = {}] = Array.isArray(argument) ? argument : [argument]
    const values = this.resolve(own) as JsonObject
    return String(text).replace(/\$\{([\w:.]+)\}/g, (whole, name: string) => {
      if (Object.hasOwn(values, name)) return String(values[name])
      const [id = '', attribute] = name.split('.')
      return attribute === undefined ? (this.reference(name) ?? whole) : this.attribute(id, attribute)
    })
  }
}
