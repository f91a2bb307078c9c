import type { JsonObject } from '@pasos/asl'
import { badRequest } from '../errors.ts'
import type { ModelRecord } from '../records/model-record.ts'
import { readSchema, SchemaProblem } from './read-schema.ts'
import { readModelReference, referencesIn, resolveReference, type SchemaOfModel } from './references.ts'

const read = new WeakMap<ModelRecord, JsonObject>()

/** What the models of an API say, each read once; they were checked when they were made. */
export function schemasOf(models: Readonly<Record<string, ModelRecord>>): SchemaOfModel {
  return name => {
    const model = Object.hasOwn(models, name) ? models[name] : undefined
    if (!model) return undefined
    const known = read.get(model)
    if (known) return known
    const schema = model.schema === undefined || !isOfJson(model) ? {} : (JSON.parse(model.schema) as JsonObject)
    read.set(model, schema)
    return schema
  }
}

/** Models of other types say nothing that could be held to a body. */
export function isOfJson({ contentType }: Pick<ModelRecord, 'contentType'>): boolean {
  return contentType === '$default' || /json/i.test(contentType)
}

/** That a model can be among the others of its API. @throws ApiError BadRequestException */
export function checkModel(model: ModelRecord, others: Readonly<Record<string, ModelRecord>>, apiId: string): void {
  const problem = problemOf(model, others, apiId)
  if (problem !== undefined) throw badRequest(`Invalid model specified: Validation Result: warnings : [], errors : [${problem}]`)
}

function problemOf(model: ModelRecord, others: Readonly<Record<string, ModelRecord>>, apiId: string): string | undefined {
  if (model.schema === undefined || !isOfJson(model)) return undefined
  try {
    const schema = readSchema(model.schema)
    const schemaOf = schemasOf({ ...others, [model.name]: model })
    for (const reference of new Set(referencesIn(schema))) {
      const named = readModelReference(reference)
      if (named ? named.apiId !== apiId : !reference.startsWith('#')) {
        return 'Invalid model schema specified, Model reference must be in canonical form'
      }
      if (named && schemaOf(named.name) === undefined) return `Invalid model specified: ${named.name}`
      if (!resolveReference(reference, schema, schemaOf)) return 'Invalid model schema specified'
    }
    return undefined
  } catch (error) {
    if (error instanceof SchemaProblem) return error.message
    throw error
  }
}
