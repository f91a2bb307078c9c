import type { ApiGatewayDependencies } from '../apigateway/dependencies.ts'

export interface HttpApiDependencies extends ApiGatewayDependencies {
  /** Where this server answers. */
  endpoint(): string
  /** What the authorizers of an API have said is not good any more. */
  forgetAuthorizers(apiId: string): void
}
