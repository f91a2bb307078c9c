import { MappingFailed } from '../mapping/bounds.ts'
import { compileMapping } from '../mapping/template.ts'
import { type AdmittedRequest, type ApiAnswer, contentTypeOf, requestScope } from './api-request.ts'
import { gatewayError, internalError } from './gateway-answer.ts'

/**
 * The body that an integration is sent: what the template for the request's type makes of it, or the request's own where the settings
 * let it through. `refused` where they do not.
 */
export function mapRequest(admitted: AdmittedRequest): { body: string } | { refused: ApiAnswer } {
  const { requestTemplates = {}, passthroughBehavior } = admitted.integration
  const contentType = contentTypeOf(admitted.request)
  const template = Object.hasOwn(requestTemplates, contentType) ? requestTemplates[contentType] : undefined
  const scope = requestScope(admitted)
  if (template !== undefined) {
    try {
      return { body: compileMapping(template)(scope).body }
    } catch (error) {
      if (error instanceof MappingFailed) return { refused: internalError() }
      throw error
    }
  }
  const isLetThrough =
    passthroughBehavior === 'WHEN_NO_MATCH' || (passthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(requestTemplates).length === 0)
  if (isLetThrough) return { body: scope.body }
  return {
    refused: gatewayError(415, {
      ...{ type: 'UNSUPPORTED_MEDIA_TYPE', message: 'Unsupported Media Type', errorType: 'BadRequestException' },
    }),
  }
}
