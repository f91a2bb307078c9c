import type { Operation } from '@pasos/wire'
import { badRequest } from '../../apigateway/errors.ts'
import { documentText } from '../../apigateway/openapi/document.ts'
import type { HttpApiDependencies } from '../dependencies.ts'
import { writeHttpOpenApi } from '../openapi/write-http-openapi.ts'
import { contentOf, requireEntry, requireHttpApi } from '../records/http-api-record.ts'
import { apiAnswer } from './apis.ts'
import type { OfHttpApi } from './content.ts'

interface ExportInput {
  Specification: string
  OutputType: string
  ExportVersion?: string
  IncludeExtensions?: boolean
  StageName?: string
}

/** An API, or what one of its stages shows, as a document of OpenAPI 3.0 that `ImportApi` reads. */
export function exportApi({ catalog, endpoint }: HttpApiDependencies): Operation<OfHttpApi & ExportInput, { body: Uint8Array }> {
  return (input, context) => {
    const { ApiId, Specification, OutputType, ExportVersion = '1.0', IncludeExtensions: hasExtensions = true, StageName: stage } = input
    if (Specification !== 'OAS30') throw badRequest('Invalid specification. Must be OAS30')
    if (OutputType !== 'JSON' && OutputType !== 'YAML') throw badRequest('Invalid outputType. Must be JSON or YAML')
    if (ExportVersion !== '1.0') throw badRequest('Invalid exportVersion. Must be 1.0')
    const api = requireHttpApi(catalog, context, ApiId)
    const content = stage === undefined ? api.content : contentOf(catalog, api, requireEntry(api.stages, 'Stage', stage))
    if (!content) throw badRequest(`The stage ${stage} has no deployment`)
    const url = (apiAnswer(api, endpoint()) as { ApiEndpoint: string }).ApiEndpoint
    const document = writeHttpOpenApi({ api, content, url, stage, hasExtensions })
    return { body: documentText(document, OutputType === 'JSON' ? 'json' : 'yaml') }
  }
}
