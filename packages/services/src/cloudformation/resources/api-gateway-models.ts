import type { JsonObject } from '@pasos/asl'
import { documentText, only, type ResourceContext, type ResourceType, removed } from './resource-type.ts'

/** Names of models are letters and digits alone. */
function modelName({ chosenName }: ResourceContext, { Name }: JsonObject): string {
  return Name === undefined ? chosenName.replace(/[^A-Za-z0-9]/g, '') : String(Name)
}

/** Anything fits. */
const anySchema = '{}'

export const model: ResourceType = {
  properties: ['ContentType', 'Description', 'Name', 'RestApiId', 'Schema'],
  replacedBy: ['ContentType', 'Name', 'RestApiId'],
  async create(context, properties) {
    const { RestApiId: restApiId, ContentType: contentType = 'application/json', Description, Schema } = properties
    const name = modelName(context, properties)
    if (context.isRepeated) await model.remove(context, name, properties)
    await context.call('apigateway', 'CreateModel', {
      ...{ restApiId, name, contentType, schema: Schema === undefined ? anySchema : documentText(Schema) },
      ...(Description !== undefined && { description: Description }),
    })
    return { id: name }
  },
  async update(context, id, { RestApiId: restApiId, Description = '', Schema }) {
    const patchOperations = [
      { op: 'replace', path: '/description', value: Description },
      { op: 'replace', path: '/schema', value: Schema === undefined ? anySchema : documentText(Schema) },
    ]
    await context.call('apigateway', 'UpdateModel', { restApiId, modelName: id, patchOperations })
    return { id }
  },
  remove: (context, modelName, { RestApiId: restApiId }) => removed(context.call('apigateway', 'DeleteModel', { restApiId, modelName })),
}

const flags = ['ValidateRequestBody', 'ValidateRequestParameters']

/** Ids are API Gateway's to choose; names are known before, and each is there once. */
async function validatorNamed(context: ResourceContext, restApiId: unknown, name: unknown): Promise<string | undefined> {
  const { items = [] } = await context.call('apigateway', 'GetRequestValidators', { restApiId, limit: 500 })
  return (items as { id: string; name?: string }[]).find(each => each.name === name)?.id
}

export const requestValidator: ResourceType = {
  properties: ['Name', 'RestApiId', ...flags],
  replacedBy: ['Name', 'RestApiId'],
  async create(context, properties) {
    const { RestApiId: restApiId, Name: name = context.chosenName } = properties
    const { ValidateRequestBody: validateRequestBody, ValidateRequestParameters: validateRequestParameters } = only(properties, flags)
    const former = context.isRepeated ? await validatorNamed(context, restApiId, name) : undefined
    if (former !== undefined) return requestValidator.update(context, former, properties, {})
    const { id } = await context.call('apigateway', 'CreateRequestValidator', {
      ...{ restApiId, name },
      ...(validateRequestBody !== undefined && { validateRequestBody }),
      ...(validateRequestParameters !== undefined && { validateRequestParameters }),
    })
    return { id, attributes: { RequestValidatorId: id } }
  },
  async update(context, id, { RestApiId: restApiId, ValidateRequestBody = false, ValidateRequestParameters = false }) {
    const patchOperations = [
      { op: 'replace', path: '/validateRequestBody', value: String(ValidateRequestBody) },
      { op: 'replace', path: '/validateRequestParameters', value: String(ValidateRequestParameters) },
    ]
    await context.call('apigateway', 'UpdateRequestValidator', { restApiId, requestValidatorId: id, patchOperations })
    return { id, attributes: { RequestValidatorId: id } }
  },
  remove: (context, requestValidatorId, { RestApiId: restApiId }) =>
    removed(context.call('apigateway', 'DeleteRequestValidator', { restApiId, requestValidatorId })),
}
