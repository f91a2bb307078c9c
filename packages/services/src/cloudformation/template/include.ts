import { isJsonObject, type Json, type JsonObject, memberOf, putMember, rememberAs } from '@pasos/asl'
import { validationError } from '../errors.ts'
import { evaluate, type Scope } from './evaluate.ts'
import { parseTemplate } from './template.ts'

const include = 'AWS::Include'

/** Whether anything of a template stands elsewhere. */
export function hasIncludes(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasIncludes)
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(([name, member]) => name === 'Fn::Transform' || hasIncludes(member))
}

/**
 * A template with what stands elsewhere put in its place: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html
 *
 * @param load the text of an object, by its address `s3://BUCKET/KEY`
 * @throws ApiError ValidationError
 */
export async function withIncludes(template: JsonObject, scope: Scope, load: (location: string) => Promise<string>): Promise<JsonObject> {
  const { Transform, ...rest } = template
  const transforms = [Transform ?? []].flat()
  const ofAll = transforms.filter(each => isJsonObject(each) && each['Name'] === include)
  const others = transforms.filter(each => !ofAll.includes(each))
  const whole: JsonObject = { ...rest, ...(others.length > 0 && { Transform: others }) }
  for (const each of ofAll) mergeInto(whole, await snippet(each as JsonObject, scope, load))
  return (await filled(whole, scope, load)) as JsonObject
}

async function filled(value: Json, scope: Scope, load: (location: string) => Promise<string>): Promise<Json> {
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map(item => filled(item, scope, load)))
    return rememberAs(value, items)
  }
  if (!isJsonObject(value)) return value
  const members: JsonObject = {}
  for (const [name, member] of Object.entries(value)) {
    if (name !== 'Fn::Transform') mergeInto(members, { [name]: await filled(member, scope, load) })
    else for (const each of [member].flat()) mergeInto(members, await snippet(isJsonObject(each) ? each : {}, scope, load))
  }
  return rememberAs(value, members)
}

async function snippet(transform: JsonObject, scope: Scope, load: (location: string) => Promise<string>): Promise<JsonObject> {
  const { Name, Parameters } = transform
  if (Name !== include) throw validationError(`No transform named ${String(Name)} found.`)
  const { Location = null } = isJsonObject(Parameters ?? null) ? (Parameters as JsonObject) : {}
  const location = evaluate(Location, scope)
  if (typeof location !== 'string' || !/^s3:\/\/[^/]+\/.+/.test(location)) {
    throw validationError(`Transform ${include} failed with: The location parameter is not a valid S3 uri.`)
  }
  const text = await load(location)
  try {
    return parseTemplate(text)
  } catch {
    throw validationError(`Transform ${include} failed with: The specified S3 object's content should be valid Yaml/JSON`)
  }
}

/** Members of what stands elsewhere come beside those that are there; sections are put together. */
function mergeInto(members: JsonObject, over: JsonObject): void {
  for (const [name, value] of Object.entries(over)) {
    const present = members[name] ?? null
    if (isJsonObject(present) && isJsonObject(value)) members[name] = rememberAs(value, rememberAs(present, { ...present, ...value }))
    else putMember(members, name, memberOf(over, name, value))
  }
}
