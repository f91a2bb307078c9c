import type { JsonObject } from '@pasos/asl'
import type { ApiRecord, DeploymentRecord, IntegrationRecord, MethodRecord } from '../records/api-record.ts'
import { pathOf } from '../records/api-record.ts'
import { modelsOf } from '../records/model-record.ts'
import { anyMethod, defined } from './document.ts'
import { schemasForDocument } from './document-models.ts'

export interface ExportedStage {
  api: ApiRecord
  deployment: Pick<DeploymentRecord, 'resources' | 'models' | 'validators' | 'gatewayResponses'>
  stageName: string
  /** Where the API answers, without the stage. */
  url: string
  specification: 'oas30' | 'swagger'
  /** With how methods are integrated, with who may call them, with all of API Gateway's extensions. */
  extensions: ReadonlySet<'integrations' | 'authorizers' | 'apigateway'>
}

/** What a stage of a REST API shows, as a document of OpenAPI 3.0 or 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html */
export function writeOpenApi(stage: ExportedStage): JsonObject {
  const { api, deployment, extensions, specification } = stage
  const methods = Object.values(deployment.resources).flatMap(resource =>
    Object.values(resource.methods).map(method => ({ path: pathOf(deployment, resource), method })),
  )
  const paths = new Map<string, JsonObject>()
  for (const { path, method } of methods.sort((a, b) => (placeIn(a) < placeIn(b) ? -1 : 1))) {
    const name = method.httpMethod === 'ANY' ? anyMethod : method.httpMethod.toLowerCase()
    paths.set(path, { ...paths.get(path), [name]: operationOf(method, stage) })
  }
  const isSigned = methods.some(({ method }) => method.authorizationType === 'AWS_IAM')
  const schemes = isSigned ? { [signed]: schemeOf(extensions) } : undefined
  const named = methods.flatMap(({ method }) => modelsNamedBy(method))
  const place = specification === 'oas30' ? 'components/schemas' : 'definitions'
  const schemas = schemasForDocument(deployment.models ?? modelsOf(api), named, place)
  const models = Object.keys(schemas).length > 0 ? schemas : undefined
  const own = extensions.has('apigateway') && {
    'x-amazon-apigateway-policy': api.policy === undefined ? undefined : (JSON.parse(api.policy) as JsonObject),
    'x-amazon-apigateway-binary-media-types': api.binaryMediaTypes,
    [`${validator}s`]: validatorsIn(deployment),
    'x-amazon-apigateway-gateway-responses': gatewayResponsesIn(deployment),
  }
  const info = defined({ description: api.description, version: api.version ?? new Date(api.created).toISOString(), title: api.name })
  return specification === 'oas30'
    ? defined({
        ...{ openapi: '3.0.1', info, servers: [serverOf(stage)], paths: Object.fromEntries(paths) },
        components: schemes || models ? defined({ schemas: models, securitySchemes: schemes }) : undefined,
        ...own,
      })
    : defined({
        ...{ swagger: '2.0', info, ...placeOf(stage) },
        ...{ paths: Object.fromEntries(paths), securityDefinitions: schemes, definitions: models, ...own },
      })
}

const validator = 'x-amazon-apigateway-request-validator'

function validatorsIn({ validators = {} }: ExportedStage['deployment']): JsonObject | undefined {
  const told = Object.values(validators).map(({ id, name = id, ...rest }): [string, JsonObject] => [name, rest])
  return told.length > 0 ? Object.fromEntries(told) : undefined
}

function gatewayResponsesIn({ gatewayResponses = {} }: ExportedStage['deployment']): JsonObject | undefined {
  const told = Object.values(gatewayResponses).map(({ responseType, ...rest }): [string, JsonObject] => [responseType, rest])
  return told.length > 0 ? Object.fromEntries(told) : undefined
}

const placeIn = ({ path, method }: { path: string; method: MethodRecord }): string => `${path} ${method.httpMethod}`

function serverOf({ url, stageName }: ExportedStage): JsonObject {
  return { url: `${url}/{basePath}`, variables: { basePath: { default: stageName } } }
}

function placeOf({ url, stageName }: ExportedStage): JsonObject {
  const { host, pathname, protocol } = new URL(`${url}/${stageName}`)
  return { host, basePath: pathname, schemes: [protocol.slice(0, -1)] }
}

/** What methods that want a signature are said to want. */
const signed = 'sigv4'

function schemeOf(extensions: ExportedStage['extensions']): JsonObject {
  const isTold = extensions.has('authorizers') || extensions.has('apigateway')
  return { type: 'apiKey', name: 'Authorization', in: 'header', ...(isTold && { 'x-amazon-apigateway-authtype': 'awsSigv4' }) }
}

function operationOf(method: MethodRecord, { specification, extensions, deployment }: ExportedStage): JsonObject {
  const { operationName, requestModels = {}, responses, authorizationType, integration, requestValidatorId = '' } = method
  const isNew = specification === 'oas30'
  const answers = Object.values(responses)
  const produced = [...new Set(answers.flatMap(({ responseModels = {} }) => Object.keys(responseModels)))]
  const consumed = Object.keys(requestModels)
  const body = consumed.length === 0 ? undefined : { content: contentOf(requestModels), required: true }
  const inBody = consumed
    .slice(0, 1)
    .map(type => ({ in: 'body', name: requestModels[type]!, required: true, schema: reference(requestModels[type]!, 'definitions') }))
  const parameters = [...parametersOf(method, isNew), ...(isNew ? [] : inBody)]
  const told = answers.map(({ statusCode, responseParameters = {}, responseModels = {} }): [string, JsonObject] => {
    const headers = Object.keys(responseParameters).map(name => [name.split('.').slice(3).join('.'), typed('string', isNew)])
    const [model] = Object.values(responseModels)
    const schema = isNew || model === undefined ? undefined : reference(model, 'definitions')
    const content = isNew && model !== undefined ? contentOf(responseModels) : undefined
    const shown = headers.length > 0 ? Object.fromEntries(headers) : undefined
    return [statusCode, defined({ description: `${statusCode} response`, headers: shown, schema, content })]
  })
  return defined({
    operationId: operationName,
    ...(!isNew && { consumes: consumed.length > 0 ? consumed : undefined, produces: produced.length > 0 ? produced : undefined }),
    parameters: parameters.length > 0 ? parameters : undefined,
    requestBody: isNew ? body : undefined,
    responses: Object.fromEntries(told),
    security: authorizationType === 'AWS_IAM' ? [{ [signed]: [] }] : undefined,
    [validator]: extensions.has('apigateway')
      ? (deployment.validators?.[requestValidatorId]?.name ?? method.requestValidatorId)
      : undefined,
    'x-amazon-apigateway-integration':
      integration && (extensions.has('integrations') || extensions.has('apigateway')) ? integrationOf(integration) : undefined,
  })
}

function parametersOf({ requestParameters = {} }: MethodRecord, isNew: boolean): JsonObject[] {
  return Object.entries(requestParameters).map(([text, required]) => {
    const [, , place = '', ...name] = text.split('.')
    const where = place === 'querystring' ? 'query' : place
    return { name: name.join('.'), in: where, required: place === 'path' || required, ...typed('string', isNew) }
  })
}

const typed = (type: string, isNew: boolean): JsonObject => (isNew ? { schema: { type } } : { type })

const reference = (model: string, place: string): JsonObject => ({ $ref: `#/${place}/${model}` })

function contentOf(models: Record<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(models).map(([type, model]) => [type, { schema: reference(model, 'components/schemas') }]))
}

function modelsNamedBy({ requestModels = {}, responses }: MethodRecord): string[] {
  return [...Object.values(requestModels), ...Object.values(responses).flatMap(({ responseModels = {} }) => Object.values(responseModels))]
}

/** Values of enumerations are written in small letters there. */
function integrationOf(integration: IntegrationRecord): JsonObject {
  const { type, httpMethod, uri, credentials, requestParameters, requestTemplates, passthroughBehavior } = integration
  const { contentHandling, timeoutInMillis, cacheKeyParameters, responses } = integration
  const answers = Object.values(responses).map(answer => [
    answer.selectionPattern ?? 'default',
    defined({
      ...{ statusCode: answer.statusCode, responseParameters: answer.responseParameters, responseTemplates: answer.responseTemplates },
      contentHandling: answer.contentHandling,
    }),
  ])
  return defined({
    ...{ type: type.toLowerCase(), httpMethod, uri, credentials, requestParameters, requestTemplates },
    responses: answers.length > 0 ? Object.fromEntries(answers) : undefined,
    ...{ passthroughBehavior: passthroughBehavior.toLowerCase(), contentHandling, timeoutInMillis },
    cacheKeyParameters: cacheKeyParameters.length > 0 ? cacheKeyParameters : undefined,
  })
}
