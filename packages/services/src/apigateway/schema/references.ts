import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { schemasIn, withSchemas } from './read-schema.ts'

/** What a model's name stands for. */
export type SchemaOfModel = (name: string) => JsonObject | undefined

/** Where a schema stands: references of it that begin with `#` are of `root`. */
export interface PlacedSchema {
  schema: JsonObject
  root: JsonObject
}

const modelUrl = /^https:\/\/apigateway\.amazonaws\.com(?:\.cn)?\/restapis\/([^/#]+)\/models\/([^/#]+)(#.*)?$/

/** `https://apigateway.amazonaws.com/restapis/ID/models/NAME`, the only way in which models name each other. */
export function modelReference(apiId: string, name: string): string {
  return `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`
}

/** The model that a reference names, and the place within it; nothing of one that stays within its own. */
export function readModelReference(reference: string): { apiId: string; name: string; pointer: string } | undefined {
  const [, apiId, name, pointer = '#'] = modelUrl.exec(reference) ?? []
  return apiId === undefined || name === undefined ? undefined : { apiId, name, pointer }
}

/** What a reference leads to; nothing where there is nothing. */
export function resolveReference(reference: string, root: JsonObject, schemaOf: SchemaOfModel): PlacedSchema | undefined {
  const named = readModelReference(reference)
  const within = named ? schemaOf(named.name) : root
  const schema = within && atPointer(within, named?.pointer ?? reference)
  return schema && within && { schema, root: within }
}

/** `#/definitions/a~1b`. */
function atPointer(root: JsonObject, pointer: string): JsonObject | undefined {
  if (pointer !== '#' && !pointer.startsWith('#/')) return undefined
  let found: Json | undefined = root
  for (const part of pointer.split('/').slice(1)) {
    const name = unescaped(part)
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as JsonObject)[name]
  }
  return isJsonObject(found) ? found : undefined
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return part
  }
}

/** All references of a schema and of those in it. */
export function referencesIn(schema: JsonObject): string[] {
  const { $ref } = schema
  return [...(typeof $ref === 'string' ? [$ref] : []), ...schemasIn(schema).flatMap(referencesIn)]
}

/** The names of the models that a schema refers to. */
export function modelsNamedIn(schema: JsonObject): string[] {
  return referencesIn(schema).flatMap(reference => readModelReference(reference)?.name ?? [])
}

/** A schema whose references are others. */
export function withReferences(schema: JsonObject, change: (reference: string) => string): JsonObject {
  const changed = withSchemas(schema, inner => withReferences(inner, change))
  const { $ref } = schema
  return typeof $ref === 'string' ? { ...changed, $ref: change($ref) } : changed
}

/** The schema of a model with all that it refers to among its `definitions`. */
export function flattened(name: string, schemaOf: SchemaOfModel): JsonObject {
  const named = new Set<string>()
  const toldIn = (inModel: string) => (reference: string) => {
    const { name: model, pointer } = readModelReference(reference) ?? { name: inModel, pointer: reference }
    if (model === name) return pointer
    named.add(model)
    return `#/definitions/${model}${pointer.slice(1)}`
  }
  const schema = withReferences(schemaOf(name) ?? {}, toldIn(name))
  const definitions: [string, JsonObject][] = []
  // A set shows what is added to it while it is walked.
  for (const model of named) definitions.push([model, withReferences(schemaOf(model) ?? {}, toldIn(model))])
  if (definitions.length === 0) return schema
  const present = isJsonObject(schema['definitions']) ? schema['definitions'] : {}
  return { ...schema, definitions: { ...present, ...Object.fromEntries(definitions) } }
}
