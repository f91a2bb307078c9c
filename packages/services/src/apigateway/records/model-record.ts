import type { JsonObject } from '@pasos/asl'
import { badRequest, notFound } from '../errors.ts'
import type { ApiRecord, MethodRecord } from './api-record.ts'

/** What the bodies of requests and answers are like. */
export interface ModelRecord {
  id: string
  /** Letters and digits, by which methods and other models name it. */
  name: string
  contentType: string
  description?: string
  /** JSON Schema, draft 4, as text. Without it anything fits. */
  schema?: string
}

/** What of a request is looked at before its integration is asked. */
export interface ValidatorRecord {
  id: string
  name?: string
  validateRequestBody: boolean
  validateRequestParameters: boolean
}

const draft4 = 'http://json-schema.org/draft-04/schema#'

const own: Readonly<Record<string, { description: string; schema: JsonObject }>> = {
  Empty: {
    description: 'This is a default empty schema model',
    schema: { $schema: draft4, title: 'Empty Schema', type: 'object' },
  },
  Error: {
    description: 'This is a default error schema model',
    schema: { $schema: draft4, title: 'Error Schema', type: 'object', properties: { message: { type: 'string' } } },
  },
}

/** The models of an API, with the two that each begins with; those of APIs older than models are not written anywhere. */
export function modelsOf({ id, models }: Pick<ApiRecord, 'id' | 'models'>): Record<string, ModelRecord> {
  return models ?? ownModels(id)
}

export function ownModels(apiId: string): Record<string, ModelRecord> {
  return Object.fromEntries(
    Object.entries(own).map(([name, { description, schema }], at) => {
      const model = { id: apiId.slice(at * 4, at * 4 + 6), name, contentType: 'application/json', description }
      return [name, { ...model, schema: JSON.stringify(schema, null, 2) }]
    }),
  )
}

/** @throws ApiError NotFoundException */
export function requireModel(api: Pick<ApiRecord, 'id' | 'models'>, name: string): ModelRecord {
  const models = modelsOf(api)
  const model = Object.hasOwn(models, name) ? models[name] : undefined
  if (!model) throw notFound(`Invalid model name specified: ${name}`)
  return model
}

/** @throws ApiError NotFoundException */
export function requireValidator({ validators = {} }: Pick<ApiRecord, 'validators'>, id: string): ValidatorRecord {
  const validator = Object.hasOwn(validators, id) ? validators[id] : undefined
  if (!validator) throw notFound('Invalid Request Validator identifier specified')
  return validator
}

/** That what a method names is there. @throws ApiError BadRequestException */
export function checkNamed(api: ApiRecord, { requestModels, requestValidatorId }: Partial<MethodRecord>): void {
  checkModels(api, requestModels)
  if (requestValidatorId !== undefined && !Object.hasOwn(api.validators ?? {}, requestValidatorId)) {
    throw badRequest('Invalid Request Validator identifier specified')
  }
}

/** That the models of these types are there. @throws ApiError BadRequestException */
export function checkModels(api: ApiRecord, named: Record<string, string> = {}): void {
  const models = modelsOf(api)
  const unknown = Object.values(named).find(name => !Object.hasOwn(models, name))
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`)
}
