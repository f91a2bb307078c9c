import { isJsonObject, type Json, type JsonObject, memberOf, putMember, rememberAs } from '@pasos/asl'
import { validationError } from '../errors.ts'

/** What the functions of a template stand for. */
export interface Scope {
  /** Parameters and pseudo parameters; `undefined` for what is neither. */
  parameter(name: string): Json | undefined
  /** The `Ref` of a resource. */
  reference(logicalId: string): Json
  attribute(logicalId: string, name: string): Json
  mappings: JsonObject
  conditions: Readonly<Record<string, Json>>
  /** The value that another stack exports. */
  imported(name: string): string
  region: string
}

/** What only the deployment will tell, as change sets show it. What is made of it is not known either. */
export const unresolved = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** `AWS::NoValue`: takes away the member that has it. */
const nothing = Symbol('AWS::NoValue')
type Value = Json | typeof nothing

/** A value of a template with all its functions computed. @throws ApiError ValidationError */
export function evaluate(value: Json, scope: Scope): Json {
  const result = computed(value, scope)
  return result === nothing ? null : result
}

/** Whether a named condition of the template holds. @throws ApiError ValidationError */
export function holds(name: string, scope: Scope): boolean {
  if (!Object.hasOwn(scope.conditions, name)) throw validationError(`Template format error: Unresolved condition dependency ${name}`)
  return evaluate(scope.conditions[name]!, scope) === true
}

function computed(value: Json, scope: Scope): Value {
  if (Array.isArray(value)) {
    const items: Json[] = []
    for (const [index, item] of value.entries()) {
      const result = computed(item, scope)
      if (result !== nothing) putMember(items, items.length, memberOf(value, index, result))
    }
    return items
  }
  if (!isJsonObject(value)) return value
  const [[name = '', argument = null] = [], ...others] = Object.entries(value)
  // A policy's statement may have nothing but a `Condition`, which is an object.
  const isFunction = others.length === 0 && Object.hasOwn(functions, name) && !(name === 'Condition' && typeof argument !== 'string')
  const run = isFunction ? functions[name] : undefined
  if (run) return run(argument, scope)
  if (others.length === 0 && name.startsWith('Fn::')) throw validationError(`Template error: unsupported function ${name}`)
  const members = Object.entries(value).map(([key, member]) => [key, computed(member, scope)] as const)
  return rememberAs(value, Object.fromEntries(members.filter((member): member is [string, Json] => member[1] !== nothing)))
}

type TemplateFunction = (argument: Json, scope: Scope) => Value

const functions: Readonly<Record<string, TemplateFunction>> = {
  Ref(argument, scope) {
    const name = String(argument)
    if (name === 'AWS::NoValue') return nothing
    return scope.parameter(name) ?? scope.reference(name)
  },
  Condition: (argument, scope) => holds(String(argument), scope),
  'Fn::GetAtt'(argument, scope) {
    const [id, ...path] = Array.isArray(argument) ? argument.map(part => textOf(evaluate(part, scope))) : String(argument).split('.')
    return scope.attribute(id ?? '', path.join('.'))
  },
  'Fn::Sub'(argument, scope) {
    const [text, own = {}] = Array.isArray(argument) ? argument : [argument]
    return substituted(String(text), evaluate(own, scope) as JsonObject, scope)
  },
  'Fn::Join'(argument, scope) {
    const [delimiter, list] = pairOf('Fn::Join', argument)
    return listOf('Fn::Join', list, scope).map(textOf).join(String(delimiter))
  },
  'Fn::Split'(argument, scope) {
    const [delimiter, text] = pairOf('Fn::Split', argument)
    const whole = textOf(evaluate(text, scope))
    return whole.includes(unresolved) ? [unresolved] : whole.split(String(delimiter))
  },
  'Fn::Select'(argument, scope) {
    const [index, list] = pairOf('Fn::Select', argument)
    const items = listOf('Fn::Select', list, scope)
    const at = Number(evaluate(index, scope))
    const item = items[at]
    if (item === undefined && items.includes(unresolved)) return unresolved
    if (item === undefined) throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${at}`)
    return item
  },
  'Fn::If'(argument, scope) {
    const [condition, yes, no] = Array.isArray(argument) ? argument : []
    if (yes === undefined || no === undefined) throw validationError('Template error: Fn::If requires a list argument with three elements')
    return computed(holds(String(condition), scope) ? yes : no, scope)
  },
  'Fn::Equals'(argument, scope) {
    const [left, right] = pairOf('Fn::Equals', argument)
    return textOf(evaluate(left, scope)) === textOf(evaluate(right, scope))
  },
  'Fn::And': (argument, scope) => truths('Fn::And', argument, scope).every(Boolean),
  'Fn::Or': (argument, scope) => truths('Fn::Or', argument, scope).some(Boolean),
  'Fn::Not': (argument, scope) => !truths('Fn::Not', argument, scope)[0],
  'Fn::FindInMap': (argument, scope) => found(argument, scope),
  'Fn::Base64': (argument, scope) => Buffer.from(textOf(evaluate(argument, scope))).toString('base64'),
  'Fn::ImportValue': (argument, scope) => scope.imported(textOf(evaluate(argument, scope))),
  'Fn::GetAZs': (argument, scope) => ['a', 'b', 'c'].map(zone => `${textOf(evaluate(argument, scope)) || scope.region}${zone}`),
  // Of rules alone.
  'Fn::Contains'(argument, scope) {
    const [list, value] = pairOf('Fn::Contains', argument)
    return listOf('Fn::Contains', list, scope)
      .map(textOf)
      .includes(textOf(evaluate(value, scope)))
  },
  'Fn::EachMemberEquals'(argument, scope) {
    const [list, value] = pairOf('Fn::EachMemberEquals', argument)
    return listOf('Fn::EachMemberEquals', list, scope).every(item => textOf(item) === textOf(evaluate(value, scope)))
  },
  'Fn::EachMemberIn'(argument, scope) {
    const [list, known] = pairOf('Fn::EachMemberIn', argument)
    const allowed = listOf('Fn::EachMemberIn', known, scope).map(textOf)
    return listOf('Fn::EachMemberIn', list, scope).every(item => allowed.includes(textOf(item)))
  },
  'Fn::Length': (argument, scope) => listOf('Fn::Length', argument, scope).length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
}

function found(argument: Json, scope: Scope): Value {
  const [map, first, second, options] = Array.isArray(argument) ? argument.map(part => evaluate(part, scope)) : []
  const names = [map, first, second].map(part => textOf(part ?? ''))
  const value = within(scope.mappings, names)
  if (value !== undefined) return value
  if (isJsonObject(options) && 'DefaultValue' in options) return options['DefaultValue']!
  throw validationError(`Template error: Unable to get mapping for ${names.join('::')}`)
}

/** The member that names lead to; `undefined` where there is none. */
export function within(value: Json, names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>((at, name) => (isJsonObject(at) ? at[name] : undefined), value)
}

/** `${Name}`, `${Name.Attribute}`; `${!Name}` stands for `${Name}` itself. */
function substituted(text: string, own: JsonObject, scope: Scope): string {
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_whole, isLiteral: string, written: string) => {
    if (isLiteral) return `\${${written}}`
    const name = written.trim()
    if (Object.hasOwn(own, name)) return textOf(own[name]!)
    const dot = name.indexOf('.')
    if (dot > 0 && scope.parameter(name) === undefined) return textOf(scope.attribute(name.slice(0, dot), name.slice(dot + 1)))
    return textOf(scope.parameter(name) ?? scope.reference(name))
  })
}

/** As a function that makes a text takes a value. */
function textOf(value: Json): string {
  if (Array.isArray(value)) return value.map(textOf).join(',')
  return typeof value === 'string' ? value : value === null ? '' : isJsonObject(value) ? JSON.stringify(value) : String(value)
}

function pairOf(name: string, argument: Json): [Json, Json] {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw validationError(`Template error: every ${name} object requires two parameters, (1) and (2).`)
  }
  return argument as [Json, Json]
}

function listOf(name: string, argument: Json, scope: Scope): Json[] {
  const list = evaluate(argument, scope)
  if (list === unresolved) return [unresolved]
  if (!Array.isArray(list)) throw validationError(`Template error: ${name} requires a list.`)
  return list
}

function truths(name: string, argument: Json, scope: Scope): boolean[] {
  if (!Array.isArray(argument)) throw validationError(`Template error: every ${name} object requires a list of conditions.`)
  return argument.map(each => evaluate(each, scope) === true)
}
