import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { anyMethod } from '../../apigateway/openapi/document.ts'
import { schemaFromDocument } from '../../apigateway/openapi/document-models.ts'
import { modelsNamedIn } from '../../apigateway/schema/references.ts'
import { type Additions, type ApiRoute, declaration } from './additions.ts'
import { invalidResource, mapIn } from './refusals.ts'
import type { RouteRequest } from './route-requests.ts'

/** `Models` of an API, whose names events give. @throws ApiError ValidationError */
export function readModels(api: string, { Models }: JsonObject, routes: readonly ApiRoute[]): Record<string, JsonObject> {
  const models = Object.entries(Models === undefined ? {} : mapIn(api, 'Models', Models)).map(([name, schema]): [string, JsonObject] => [
    name,
    mapIn(api, `Models.${name}`, schema),
  ])
  const names = new Set(models.map(([name]) => name))
  for (const { request, path, method } of routes) {
    const name = request?.model?.name
    if (name === undefined || names.has(name)) continue
    const why = names.size === 0 ? 'the related API does not define any Models.' : "it wasn't defined in the Models of this API."
    throw invalidResource(
      api,
      `Unable to set RequestModel [${name}] on API method [${method.toLowerCase()}] for path [${path}] because ${why}`,
    )
  }
  return Object.fromEntries(models)
}

/** The models as resources of their own, each after those that it names. Their logical ids by their names. */
export function addModels(added: Additions, api: string, models: Readonly<Record<string, JsonObject>>): Map<string, string> {
  const ids = new Map(Object.keys(models).map(name => [name, `${api}Model${name.replace(/[^A-Za-z0-9]/g, '')}`]))
  for (const [name, told] of Object.entries(models)) {
    // Its id is not known yet: no text of a schema is this one.
    const schema = schemaFromDocument(told, '\u0000')
    const others = modelsNamedIn(schema).filter(other => other !== name)
    const text = JSON.stringify(schema).replaceAll('${', '${!').replaceAll('/restapis/\\u0000/', `/restapis/\${${api}}/`)
    added.resources[ids.get(name)!] = declaration(
      'AWS::ApiGateway::Model',
      { RestApiId: { Ref: api }, Name: name, ContentType: 'application/json', Schema: { 'Fn::Sub': text } },
      { dependsOn: [...new Set(others)].flatMap(other => ids.get(other) ?? []) },
    )
  }
  return ids
}

interface Validating {
  validateRequestBody: boolean
  validateRequestParameters: boolean
}

/** How SAM's own validators are called. */
function validatorName({ validateRequestBody, validateRequestParameters }: Validating): string | undefined {
  if (validateRequestBody) return validateRequestParameters ? 'body-and-params' : 'body-only'
  return validateRequestParameters ? 'params-only' : undefined
}

/** What the method of a route is told of its requests; its validator is made where no other route has made it. */
export function validatedMethod(added: Additions, { api, request }: ApiRoute, models: ReadonlyMap<string, string>): JsonObject {
  if (request === undefined) return {}
  const { model, parameters } = request
  const validator = model && validatorName(model)
  const validatorId = `${api}Validator${validator?.replace(/[^a-z]/g, '')}`
  if (validator !== undefined) {
    const { validateRequestBody: ValidateRequestBody, validateRequestParameters: ValidateRequestParameters } = model!
    const settings = { RestApiId: { Ref: api }, Name: validator, ValidateRequestBody, ValidateRequestParameters }
    added.resources[validatorId] = declaration('AWS::ApiGateway::RequestValidator', settings)
  }
  return {
    ...(parameters.length > 0 && { RequestParameters: Object.fromEntries(parameters.map(({ name, isRequired }) => [name, isRequired])) }),
    ...(model && { RequestModels: { 'application/json': { Ref: models.get(model.name)! } } }),
    ...(validator !== undefined && { RequestValidatorId: { Ref: validatorId } }),
  }
}

/** The names of those that a cache would tell requests apart by. */
export function cacheKeys({ request }: ApiRoute): { CacheKeyParameters?: Json } {
  const keys = (request?.parameters ?? []).flatMap(({ name, isKey }) => (isKey ? [name] : []))
  return keys.length > 0 ? { CacheKeyParameters: keys } : {}
}

const validatorMember = 'x-amazon-apigateway-request-validator'

/** An API's own document with the models, and with what events say of the requests of its methods. */
export function withRequests(document: JsonObject, models: Readonly<Record<string, JsonObject>>, routes: readonly ApiRoute[]): JsonObject {
  const asked = routes.filter(({ request }) => request !== undefined)
  if (asked.length === 0 && Object.keys(models).length === 0) return document
  const isNew = document['openapi'] !== undefined
  const paths = membersOf(document['paths'])
  for (const { path, method, request } of asked) {
    const item = membersOf(paths[path])
    const name = (method === 'ANY' ? [anyMethod] : [method.toLowerCase(), anyMethod]).find(each => item[each] !== undefined)
    if (name !== undefined) paths[path] = { ...item, [name]: withRequest(membersOf(item[name]), request!, isNew) }
  }
  const named = asked.flatMap(({ request }) => {
    const { model } = request!
    const name = model && validatorName(model)
    if (name === undefined) return []
    const { validateRequestBody, validateRequestParameters } = model!
    return [[name, { validateRequestBody, validateRequestParameters }]]
  })
  const components = membersOf(document['components'])
  return {
    ...{ ...document, paths },
    ...(isNew
      ? { components: { ...components, schemas: { ...membersOf(components['schemas']), ...models } } }
      : { definitions: { ...membersOf(document['definitions']), ...models } }),
    ...(named.length > 0 && { [`${validatorMember}s`]: { ...membersOf(document[`${validatorMember}s`]), ...Object.fromEntries(named) } }),
  }
}

function membersOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? { ...value } : {}
}

function withRequest(operation: JsonObject, { model, parameters }: RouteRequest, isNew: boolean): JsonObject {
  const typed = isNew ? { schema: { type: 'string' } } : { type: 'string' }
  const told = parameters.map(({ name, isRequired }) => {
    const [, , place = '', ...rest] = name.split('.')
    return { name: rest.join('.'), in: place === 'querystring' ? 'query' : place, required: isRequired || place === 'path', ...typed }
  })
  const schema = model && { $ref: `#/${isNew ? 'components/schemas' : 'definitions'}/${model.name}` }
  const inBody = schema && !isNew ? [{ name: model.name, in: 'body', required: model.isRequired, schema }] : []
  const present = operation['parameters']
  const all = [...(Array.isArray(present) ? present : []), ...told, ...inBody]
  const validator = model && validatorName(model)
  return {
    ...operation,
    ...(all.length > 0 && { parameters: all }),
    ...(schema && isNew && { requestBody: { required: model.isRequired, content: { 'application/json': { schema } } } }),
    ...(validator !== undefined && { [validatorMember]: validator }),
  }
}
