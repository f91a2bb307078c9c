import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { Template } from '../template/template.ts'

/**
 * SAM: what is made of a resource beside it is named `Resource.Part` by the template (`!Ref Function.Alias`), whatever id it was given.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 *
 * @param ids by those names
 */
export function withReferencedParts(template: Template, ids: ReadonlyMap<string, string>): Template {
  if (ids.size === 0) return template
  const inAll = <T extends JsonObject>(all: Record<string, T>) =>
    Object.fromEntries(Object.entries(all).map(([id, value]) => [id, rewritten(value, ids) as T]))
  const resources = Object.entries(template.resources).map(([id, resource]) => {
    return [id, { ...resource, properties: rewritten(resource.properties, ids) as JsonObject }] as const
  })
  return { ...template, resources: Object.fromEntries(resources), outputs: inAll(template.outputs) }
}

function rewritten(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map(item => rewritten(item, ids))
  if (!isJsonObject(value)) return value
  const [[name, argument] = ['', null], ...others] = Object.entries(value)
  const called = others.length > 0 ? undefined : calledOf(name, argument, ids)
  return called ?? Object.fromEntries(Object.entries(value).map(([member, each]) => [member, rewritten(each, ids)]))
}

/** The function with the id in place of the name; nothing where it has none. */
function calledOf(name: string, argument: Json, ids: ReadonlyMap<string, string>): JsonObject | undefined {
  if (name === 'Ref') {
    const id = ids.get(String(argument))
    return id === undefined ? undefined : { Ref: id }
  }
  if (name === 'Fn::GetAtt') {
    const [resource = '', part = '', ...attribute] = (Array.isArray(argument) ? argument : [argument]).join('.').split('.')
    const id = ids.get(`${resource}.${part}`)
    return id === undefined || attribute.length === 0 ? undefined : { 'Fn::GetAtt': [id, attribute.join('.')] }
  }
  if (name !== 'Fn::Sub') return undefined
  const [text, ...values] = [argument].flat()
  const own = isJsonObject(values[0] ?? null) ? (values[0] as JsonObject) : {}
  const filled = String(text).replace(/\$\{(\w+\.\w+)((?:\.\w+)*)\}/g, (whole, part: string, attribute: string) => {
    const id = Object.hasOwn(own, part + attribute) ? undefined : ids.get(part)
    return id === undefined ? whole : `\${${id}${attribute}}`
  })
  return { 'Fn::Sub': values.length === 0 ? filled : [filled, ...values.map(each => rewritten(each, ids))] }
}
