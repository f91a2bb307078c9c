import { type HttpApiFace, httpApiService } from '../apigatewayv2/service.ts'
import type { OpenServices } from '../declaration/open-services.ts'
import { type ApiGatewayFace, apiGatewayService } from './service.ts'

/** The APIs of this server, REST and HTTP, as their clients meet them: no id is one of both. Nothing where neither are served. */
export function servedApis({ face }: Pick<OpenServices, 'face'>): Promise<ApiGatewayFace> | undefined {
  const faces = [face(apiGatewayService), face(httpApiService)].filter(opening => opening !== undefined)
  return faces.length === 0 ? undefined : Promise.all(faces).then(either)
}

function either(faces: readonly (ApiGatewayFace | HttpApiFace)[]): ApiGatewayFace {
  const holderOf = (id: string) => faces.find(face => face.has(id))
  return {
    has: id => holderOf(id) !== undefined,
    serve: request => (holderOf(request.apiId) ?? faces[0]!).serve(request),
  }
}
