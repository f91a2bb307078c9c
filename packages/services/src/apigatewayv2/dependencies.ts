import type { ApiGatewayDependencies } from '../apigateway/dependencies.ts'

export interface HttpApiDependencies extends ApiGatewayDependencies {
  /** Where this server answers. */
  endpoint(): string
}
