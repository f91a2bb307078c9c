import type { JsonObject } from '@pasos/asl'
import { only } from '../resources/resource-type.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import { type Additions, addPermission, declaration, type HttpApiRoute, implicitHttpApi, notServed, textInId } from './serverless-events.ts'

const refused = ['DefinitionBody', 'DefinitionUri', 'Auth', 'Domain']

/** The HTTP APIs of a template of SAM, each with the routes that events of functions ask for. */
export function addHttpApis(added: Additions, declared: ReadonlyMap<string, ResourceDeclaration>): void {
  const ids = new Set([...declared.keys(), ...added.httpRoutes.map(({ api }) => api)])
  for (const api of ids) {
    const properties = declared.get(api)?.properties ?? {}
    if (!declared.has(api) && api !== implicitHttpApi) throw notServed(api, 'An HTTP API that is not in the template')
    const without = refused.find(name => properties[name] !== undefined)
    if (without !== undefined) throw notServed(api, `${without} of an HTTP API`)
    addHttpApi(added, api, properties)
  }
}

function addHttpApi(added: Additions, api: string, properties: JsonObject): void {
  const { Name = { Ref: 'AWS::StackName' }, StageName = '$default', CorsConfiguration, Tags } = properties
  added.resources[api] = declaration('AWS::ApiGatewayV2::Api', {
    ...{ Name, ProtocolType: 'HTTP', ...only(properties, ['Description', 'DisableExecuteApiEndpoint']) },
    ...(CorsConfiguration !== undefined && { CorsConfiguration: CorsConfiguration === true ? { AllowOrigins: ['*'] } : CorsConfiguration }),
    Tags: { 'httpapi:createdBy': 'SAM', ...((Tags ?? {}) as JsonObject) },
  })
  for (const route of added.httpRoutes.filter(each => each.api === api)) addRoute(added, route)
  // As SAM calls it.
  const stage = StageName === '$default' ? `${api}ApiGatewayDefaultStage` : `${api}${textInId(StageName)}Stage`
  added.resources[stage] = declaration('AWS::ApiGatewayV2::Stage', {
    ...{ ApiId: { Ref: api }, StageName, AutoDeploy: true },
    ...only(properties, ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageVariables']),
  })
}

function addRoute(added: Additions, { api, routeKey, target, settings }: HttpApiRoute): void {
  const id = `${api}${textInId(routeKey)}`
  added.resources[`${id}Integration`] = declaration('AWS::ApiGatewayV2::Integration', {
    ...{ ApiId: { Ref: api }, IntegrationType: 'AWS_PROXY', IntegrationUri: target.arn, ...settings },
  })
  added.resources[`${id}Route`] = declaration('AWS::ApiGatewayV2::Route', {
    ...{ ApiId: { Ref: api }, RouteKey: routeKey, Target: { 'Fn::Sub': ['integrations/${id}', { id: { Ref: `${id}Integration` } }] } },
  })
  addPermission(added, api, target)
}
