import type { ApiGatewayDependencies } from '../apigateway/dependencies.ts'

export interface HttpApiDependencies extends ApiGatewayDependencies {
  /** Where this server answers. */
  endpoint(): string
  /** What authorizers have said is not good any more: of all of an API, or of one. */
  forgetAuthorizers(apiId: string, authorizerId?: string): void
}
