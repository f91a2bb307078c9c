import { createHash } from 'node:crypto'
import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { ModelRecord } from '../records/model-record.ts'
import { deepestSchema, isKeyword, withSchemas } from '../schema/read-schema.ts'
import { modelReference, modelsNamedIn, readModelReference, withReferences } from '../schema/references.ts'
import { schemasOf } from '../schema/schemas-of-models.ts'

const inDocument = /^#\/(?:components\/schemas|definitions)\/([^/]+)(\/.*)?$/

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html: an import leaves them out. */
const leftOut = new Set(['minItems', 'maxItems'])

/** A schema of OpenAPI as that of a model: what models do not have is left out, and other models have names of the API's. */
export function schemaFromDocument(schema: JsonObject, apiId: string, depth = 0): JsonObject {
  // So deep that it is refused when it is looked at.
  if (depth > deepestSchema) return {}
  const told: JsonObject = Object.fromEntries(Object.entries(schema).filter(([name]) => isKeyword(name) && !leftOut.has(name)))
  const inner = withSchemas(told, each => schemaFromDocument(each, apiId, depth + 1))
  const { $ref } = told
  const [, name, within] = (typeof $ref === 'string' && inDocument.exec($ref)) || []
  return name === undefined ? inner : { ...inner, $ref: `${modelReference(apiId, name)}${within === undefined ? '' : `#${within}`}` }
}

/** The names of the models of bodies; those of schemas that stand where they are used are kept in `inline`. */
export function modelsOfBodies(schemas: readonly (readonly [type: string, schema: Json | undefined])[], inline: Map<string, JsonObject>) {
  return Object.fromEntries(
    schemas.flatMap(([type, schema]) => {
      if (!isJsonObject(schema) || schema['type'] === 'file') return []
      const { $ref } = schema
      const [, named] = (typeof $ref === 'string' && inDocument.exec($ref)) || []
      if (named !== undefined) return [[type, named]]
      const name = `MODEL${createHash('sha1').update(JSON.stringify(schema)).digest('hex').slice(0, 10)}`
      inline.set(name, schema)
      return [[type, name]]
    }),
  )
}

/** Models of a stage as the schemas of a document in which they stand at `place`: those named, those that they name, and all that are the API's own. */
export function schemasForDocument(models: Readonly<Record<string, ModelRecord>>, named: readonly string[], place: string): JsonObject {
  const schemaOf = schemasOf(models)
  const own = Object.keys(models).filter(name => name !== 'Empty' && name !== 'Error')
  // A set shows what is added to it while it is walked.
  const wanted = new Set([...named, ...own])
  const told: [string, JsonObject][] = []
  for (const name of wanted) {
    const { $schema: _, ...schema } = schemaOf(name) ?? {}
    for (const other of modelsNamedIn(schema)) wanted.add(other)
    told.push([name, Object.keys(schema).length === 0 ? { type: 'object' } : withReferences(schema, reference => inPlace(reference, name))])
  }
  return Object.fromEntries(told.sort(([left], [right]) => (left < right ? -1 : 1)))

  function inPlace(reference: string, model: string): string {
    const { name, pointer } = readModelReference(reference) ?? { name: model, pointer: reference }
    return `#/${place}/${name}${pointer.slice(1)}`
  }
}
