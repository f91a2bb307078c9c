import { isJsonObject, type Json, type JsonObject, memberOf, putMember, rememberAs } from '@pasos/asl'
import { validationError } from '../errors.ts'
import { evaluate, type Scope } from './evaluate.ts'

const loop = /^Fn::ForEach::[A-Za-z0-9]+$/
/** A template has 500 resources at most; what grows beyond this has grown by loops within loops. */
const mostTurns = 10_000
/** What loops may write together: twenty times what a template in S3 may have. */
const mostCharacters = 20 * 1_048_576

/** What loops may still do. */
interface Left {
  turns: number
  characters: number
}

/**
 * What AWS::LanguageExtensions makes of a template before anything is known of its resources: loops written out, and the policies of
 * resources that parameters decide. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
 *
 * @param scope of parameters and mappings alone
 * @throws ApiError ValidationError
 */
export function withoutLoops(template: JsonObject, scope: Scope): JsonObject {
  const expanded = { ...template }
  const left: Left = { turns: mostTurns, characters: mostCharacters }
  for (const section of ['Conditions', 'Resources', 'Outputs']) {
    if (template[section] !== undefined) expanded[section] = withNames(unrolled(template[section], scope, left), scope)
  }
  const { Resources } = expanded
  if (isJsonObject(Resources ?? null)) {
    expanded['Resources'] = Object.fromEntries(
      Object.entries(Resources as JsonObject).map(([id, resource]) => [
        id,
        isJsonObject(resource) ? withPolicies(resource, scope) : resource,
      ]),
    )
  }
  return expanded
}

function withPolicies(resource: JsonObject, scope: Scope): JsonObject {
  const policies = ['DeletionPolicy', 'UpdateReplacePolicy'].filter(name => isJsonObject(resource[name] ?? null))
  return rememberAs(resource, { ...resource, ...Object.fromEntries(policies.map(name => [name, evaluate(resource[name]!, scope)])) })
}

/** The names of what is referred to, which functions may make here: `{"Fn::GetAtt": [{"Fn::Sub": "Queue${Name}"}, "Arn"]}`. */
function withNames(value: Json, scope: Scope): Json {
  if (Array.isArray(value)) {
    const items = value.map(item => withNames(item, scope))
    return rememberAs(value, items)
  }
  if (!isJsonObject(value)) return value
  const named: JsonObject = Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name === 'Ref' && isJsonObject(member)) return [name, evaluate(member, scope)]
      if (name === 'Fn::GetAtt' && Array.isArray(member)) {
        return [name, member.map((part, at) => (isJsonObject(part) && at === 0 ? evaluate(part, scope) : withNames(part, scope)))]
      }
      return [name, withNames(member, scope)]
    }),
  )
  return rememberAs(value, named)
}

function unrolled(value: Json, scope: Scope, left: Left): Json {
  if (Array.isArray(value)) {
    const items = value.map(item => unrolled(item, scope, left))
    return rememberAs(value, items)
  }
  if (!isJsonObject(value)) return value
  const members: JsonObject = {}
  for (const [name, member] of Object.entries(value)) {
    const made = loop.test(name) ? turnsOf(name, member, scope, left) : { [name]: unrolled(member, scope, left) }
    for (const [key, each] of Object.entries(made)) {
      if (Object.hasOwn(members, key)) throw failed(`${name} has made ${key}, which is there already`)
      putMember(members, key, memberOf(made, key, each))
    }
  }
  return rememberAs(value, members)
}

/** What a loop stands for: its fragment once for each value. */
function turnsOf(name: string, argument: Json, scope: Scope, left: Left): JsonObject {
  const [identifier, collection, fragment] = Array.isArray(argument) ? argument : []
  if (typeof identifier !== 'string' || collection === undefined || !isJsonObject(fragment ?? null)) {
    throw failed(`${name} layout is incorrect: an identifier, a collection and a fragment are needed`)
  }
  const values = evaluate(collection, scope)
  if (!Array.isArray(values)) throw failed(`${name} could not be resolved: its collection is no list`)
  const members: JsonObject = {}
  const written = JSON.stringify(fragment)
  const places = written.split(JSON.stringify(identifier).slice(1, -1)).length
  for (const value of values.map(String)) {
    left.turns -= 1
    if (left.turns < 0) throw failed(`${name} goes round more than ${mostTurns} times`)
    left.characters -= written.length + places * value.length
    if (left.characters < 0) throw failed(`${name} writes more than ${mostCharacters} characters`)
    const made = unrolled(replaced(fragment!, identifier, value), scope, left) as JsonObject
    for (const [key, each] of Object.entries(made)) {
      if (Object.hasOwn(members, key)) throw failed(`${name} makes ${key} more than once`)
      putMember(members, key, memberOf(made, key, each))
    }
  }
  return members
}

/** The fragment with the value for the identifier: `${Name}`, `&{Name}` without what logical ids cannot have, and `Ref`. */
function replaced(fragment: Json, identifier: string, value: string): Json {
  const text = (written: string): string =>
    written.replaceAll(`\${${identifier}}`, () => value).replaceAll(`&{${identifier}}`, () => value.replace(/[^A-Za-z0-9]/g, ''))
  const walk = (each: Json): Json => {
    if (typeof each === 'string') return text(each)
    if (Array.isArray(each)) return rememberAs(each, each.map(walk))
    if (!isJsonObject(each)) return each
    const entries = Object.entries(each)
    if (entries.length === 1 && entries[0]![0] === 'Ref' && entries[0]![1] === identifier) return value
    const members: JsonObject = {}
    for (const [name, member] of entries) putMember(members, text(name), memberOf(each, name, walk(member)))
    return members
  }
  return walk(fragment)
}

function failed(reason: string): Error {
  return validationError(`Transform AWS::LanguageExtensions failed with: ${reason}.`)
}
