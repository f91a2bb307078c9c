import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const MACHINES = new Set(['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'])
const FUNCTIONS = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function'])
const SAM = /^AWS::Serverless::(Function|StateMachine)$/
const ACTIVITY = 'AWS::StepFunctions::Activity'
/** What a definition may name by its `Ref` where an ARN is asked for. That of others is a name, or stands where nobody looks at its form. */
const REF_IS_ARN = new Set([
  ...MACHINES,
  ACTIVITY,
  ...['AWS::StepFunctions::StateMachineVersion', 'AWS::StepFunctions::StateMachineAlias', 'AWS::Lambda::Version', 'AWS::Lambda::Alias'],
])

export function isMachine({ Type }: JsonObject): boolean {
  return MACHINES.has(String(Type))
}

export function isFunction({ Type }: JsonObject): boolean {
  return FUNCTIONS.has(String(Type))
}

/** What a template's functions stand for, as far as the template says it. */
export class TemplateValues {
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
    if (Type !== 'AWS::Serverless::Function' || !isJsonObject(ofFunctions ?? null)) return own
    // Objects are put together; anything else, an intrinsic function too, is its own.
    return merged(ofFunctions as JsonObject, own)
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
    const resolved = others.length === 0 ? this.call(key, argument) : undefined
    if (resolved !== undefined) return resolved
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.resolve(member)]))
  }

  /** What a function stands for: as far as nothing tells, `${…}`. Undefined for a member that is none. */
  call(name: string, argument: Json): Json | undefined {
    if (name === 'Ref') return this.numberOf(String(argument)) ?? this.reference(String(argument)) ?? `\${${argument}}`
    if (name === 'Fn::GetAtt' && Array.isArray(argument))
      return this.attribute(String(argument[0]), argument.slice(1).map(String).join('.'))
    if (name === 'Fn::Sub') return this.substitute(argument)
    if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
      return (this.resolve(argument[1]) as Json[]).map(String).join(String(argument[0]))
    }
    const [first, ...rest] = Array.isArray(argument) ? argument : []
    // Which of the two it is to be is the deployment's; both must do.
    if (name === 'Fn::If' && rest[0] !== undefined) return this.resolve(rest[0])
    if (name === 'Fn::FindInMap' && typeof first === 'string') return this.mapped([first, ...rest]) ?? '${FnFindInMap}'
    if (name === 'Fn::Select' && rest.length === 1) {
      const list = this.resolve(rest[0]!)
      const chosen = Array.isArray(list) ? list[Number(first)] : undefined
      if (chosen !== undefined) return chosen
    }
    return /^Fn::\w+$/.test(name) ? `\${${name.replace('::', '')}}` : undefined
  }

  /** What Mappings hold under names that the template tells. */
  private mapped(path: readonly Json[]): Json | undefined {
    let found: Json | undefined = this.template['Mappings']
    for (const name of path.map(each => String(this.resolve(each)))) {
      if (!isJsonObject(found ?? null) || !Object.hasOwn(found as JsonObject, name)) return undefined
      found = (found as JsonObject)[name]
    }
    return found
  }

  private parameter(name: string): JsonObject | undefined {
    const parameters = this.template['Parameters']
    const parameter = isJsonObject(parameters ?? null) ? (parameters as JsonObject)[name] : undefined
    return isJsonObject(parameter ?? null) ? (parameter as JsonObject) : undefined
  }

  /** Of a parameter that is a number, so that it can stand where a definition wants one. */
  private numberOf(name: string): number | undefined {
    const { Type, Default = 1 } = this.parameter(name) ?? {}
    return Type === 'Number' && Number.isFinite(Number(Default)) ? Number(Default) : undefined
  }

  private reference(name: string): string | undefined {
    const pseudo = { 'AWS::AccountId': PLACE.account, 'AWS::Region': PLACE.region, 'AWS::Partition': 'aws', 'AWS::StackName': 'stack' }[
      name
    ]
    if (pseudo !== undefined) return pseudo
    const resource = this.resources.find(([id]) => id === name)?.[1]
    if (resource !== undefined) return REF_IS_ARN.has(String(resource['Type'])) ? this.attribute(name, 'Arn') : this.nameOf(name, resource)
    const [id = '', part] = name.split('.')
    if (part === 'Alias' || part === 'Version') return this.attribute(id, part)
    const value = this.parameter(name)?.['Default']
    return value === undefined ? undefined : String(value)
  }

  private attribute(id: string, name: string): string {
    const resource = this.resources.find(([each]) => each === id)?.[1]
    // SAM's names for a function's alias and version: there is one of each here.
    const isPublished = (name === 'Alias' || name === 'Version') && resource?.['Type'] !== undefined && SAM.test(String(resource['Type']))
    if (resource === undefined || (name !== 'Arn' && !isPublished)) return `\${${id}${name}}`
    const type = String(resource['Type'])
    const kind = MACHINES.has(type)
      ? 'states:R:A:stateMachine'
      : FUNCTIONS.has(type)
        ? 'lambda:R:A:function'
        : type === ACTIVITY
          ? 'states:R:A:activity'
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

function merged(common: JsonObject, own: JsonObject): JsonObject {
  const result = { ...common }
  for (const [name, value] of Object.entries(own)) {
    const before = result[name] ?? null
    result[name] = isGroup(before) && isGroup(value) ? merged(before, value) : value
  }
  return result
}

/** An object that is no intrinsic function. */
function isGroup(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false
  const [name, ...more] = Object.keys(value)
  return name === undefined || more.length > 0 || !/^(Ref|Condition|Fn::.*)$/.test(name)
}
