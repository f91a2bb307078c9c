import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, conflict } from '../errors.ts'
import { type ApiRecord, changeApi, newId, pathOf, requireApi } from '../records/api-record.ts'
import { type ModelRecord, modelsOf, requireModel } from '../records/model-record.ts'
import { type Patching, type PatchRule, patched, textRule } from '../records/patch.ts'
import { flattened, modelsNamedIn } from '../schema/references.ts'
import { sampleTemplate } from '../schema/sample-template.ts'
import { checkModel, schemasOf } from '../schema/schemas-of-models.ts'
import { type Listed, type OfApi, pageOf } from './rest-apis.ts'

interface OfModel extends OfApi {
  modelName: string
}

type CreateModelInput = OfApi & Omit<ModelRecord, 'id'>

export function createModel({ catalog, ids }: ApiGatewayDependencies): Operation<CreateModelInput, object> {
  return ({ restApiId, name, description, schema, contentType }, context) => {
    checkModelName(name)
    if (!/^(?:\$default|[\w.+-]+\/[\w.+*-]+(?:\s*;.*)?)$/.test(contentType))
      throw badRequest(`Invalid content type specified: ${contentType}`)
    return changeApi(catalog, context, restApiId, api => {
      const models = modelsOf(api)
      if (Object.hasOwn(models, name)) throw conflict('Model name already exists for this REST API')
      const model: ModelRecord = {
        ...{ id: newId(ids, 6), name, contentType },
        ...(description !== undefined && { description }),
        ...(schema !== undefined && { schema }),
      }
      checkModel(model, models, restApiId)
      return { next: withModel(api, model), result: model }
    })
  }
}

/** @throws ApiError BadRequestException */
export function checkModelName(name: string): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`)
}

/** The API with that model, in the place of another of its name. */
export function withModel(api: ApiRecord, model: ModelRecord): ApiRecord {
  return { ...api, models: { ...modelsOf(api), [model.name]: model } }
}

/** `flatten` puts the models that it refers to into it. */
export function getModel({ catalog }: ApiGatewayDependencies): Operation<OfModel & { flatten?: boolean }, object> {
  return ({ restApiId, modelName, flatten = false }, context) => {
    const api = requireApi(catalog, context, restApiId)
    const model = requireModel(api, modelName)
    if (!flatten || model.schema === undefined) return model
    return { ...model, schema: JSON.stringify(flattened(modelName, schemasOf(modelsOf(api)))) }
  }
}

export function getModels({ catalog }: ApiGatewayDependencies): Operation<OfApi & Listed, object> {
  return (input, context) =>
    pageOf(
      Object.values(modelsOf(requireApi(catalog, context, input.restApiId))),
      ({ id }) => id,
      input,
      model => model,
    )
}

const rules: readonly PatchRule<ModelRecord>[] = [textRule('description'), textRule('schema')]

export function updateModel({ catalog }: ApiGatewayDependencies): Operation<OfModel & Patching, object> {
  return ({ restApiId, modelName, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const model = patched(requireModel(api, modelName), patchOperations, rules)
      checkModel(model, modelsOf(api), restApiId)
      return { next: withModel(api, model), result: model }
    })
}

export function deleteModel({ catalog }: ApiGatewayDependencies): Operation<OfModel, object> {
  return ({ restApiId, modelName }, context) =>
    changeApi(catalog, context, restApiId, api => {
      requireModel(api, modelName)
      const user = userOf(api, modelName)
      if (user !== undefined) throw conflict(`Cannot delete model '${modelName}', is referenced in ${user}`)
      const { [modelName]: _, ...models } = modelsOf(api)
      return { next: { ...api, models }, result: {} }
    })
}

/** Who would miss a model: `method request: /pets/POST`. */
function userOf(api: ApiRecord, name: string): string | undefined {
  for (const resource of Object.values(api.resources)) {
    for (const { httpMethod, requestModels = {}, responses } of Object.values(resource.methods)) {
      const place = `${pathOf(api, resource)}/${httpMethod}`
      if (Object.values(requestModels).includes(name)) return `method request: ${place}`
      const answers = Object.values(responses).flatMap(({ responseModels = {} }) => Object.values(responseModels))
      if (answers.includes(name)) return `method response: ${place}`
    }
  }
  const models = modelsOf(api)
  const schemaOf = schemasOf(models)
  const other = Object.keys(models).find(each => each !== name && modelsNamedIn(schemaOf(each) ?? {}).includes(name))
  return other === undefined ? undefined : `model: ${other}`
}

export function getModelTemplate({ catalog }: ApiGatewayDependencies): Operation<OfModel, object> {
  return ({ restApiId, modelName }, context) => {
    const api = requireApi(catalog, context, restApiId)
    requireModel(api, modelName)
    const schemaOf = schemasOf(modelsOf(api))
    const schema = schemaOf(modelName) ?? {}
    const template = sampleTemplate({ schema, root: schema }, schemaOf)
    if (template === undefined) throw badRequest('Model schema must have at least 1 property or array items defined')
    return { value: template }
  }
}
