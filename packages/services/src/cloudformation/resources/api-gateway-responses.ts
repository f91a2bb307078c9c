import { only, type ResourceType, removed } from './resource-type.ts'

const members: Record<string, string> = {
  ...{ ResponseParameters: 'responseParameters', ResponseTemplates: 'responseTemplates', StatusCode: 'statusCode' },
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html */
export const gatewayResponse: ResourceType = {
  properties: ['ResponseType', 'RestApiId', ...Object.keys(members)],
  replacedBy: ['ResponseType', 'RestApiId'],
  async create(context, properties) {
    const { RestApiId: restApiId, ResponseType: responseType } = properties
    const told = Object.entries(only(properties, Object.keys(members))).map(([name, value]) => [members[name], value])
    await context.call('apigateway', 'PutGatewayResponse', { restApiId, responseType, ...Object.fromEntries(told) })
    const Id = `${restApiId}-${responseType}`
    return { id: Id, attributes: { Id } }
  },
  // What is put takes the place of all that was said before.
  update: (context, _id, properties) => gatewayResponse.create(context, properties),
  remove: (context, _id, { RestApiId: restApiId, ResponseType: responseType }) =>
    removed(context.call('apigateway', 'DeleteGatewayResponse', { restApiId, responseType })),
}
