import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest } from '../errors.ts'
import { documentText } from '../openapi/document.ts'
import { type ExportedStage, writeOpenApi } from '../openapi/write-openapi.ts'
import { requireApi, requireDeployment } from '../records/api-record.ts'
import type { OfApi } from './rest-apis.ts'
import { requireStage } from './stages.ts'

interface ExportInput extends OfApi {
  stageName: string
  exportType: string
  parameters?: Record<string, string>
  accepts?: string
}

interface Export {
  contentType: string
  contentDisposition: string
  body: Uint8Array
}

const extensions: ReadonlySet<string> = new Set(['integrations', 'authorizers', 'apigateway'])

/** What a stage shows, as a document of OpenAPI 3.0 or 2.0, which ImportRestApi reads where it has the extensions. */
export function getExport({ catalog, endpoint }: ApiGatewayDependencies): Operation<ExportInput, Export> {
  return ({ restApiId, stageName, exportType: specification, parameters = {}, accepts = 'application/json' }, context) => {
    const api = requireApi(catalog, context, restApiId)
    const { deploymentId } = requireStage(api, stageName)
    if (specification !== 'oas30' && specification !== 'swagger') {
      throw badRequest("Invalid export type specified. Supported export types are 'oas30' and 'swagger'")
    }
    const notation = /\byaml\b/.test(accepts) ? 'yaml' : 'json'
    if (notation === 'json' && !/json|\*\/\*/.test(accepts)) throw badRequest(`Invalid accept header specified: ${accepts}`)
    const asked = parameters['extensions']?.split(',').map(name => name.trim()) ?? []
    const unknown = asked.find(name => !extensions.has(name))
    if (unknown !== undefined) throw badRequest(`Unsupported extension: ${unknown}`)
    const document = writeOpenApi({
      ...{ api, stageName, specification, deployment: requireDeployment(catalog, restApiId, deploymentId) },
      url: `${endpoint()}/_execute-api/${restApiId}`,
      extensions: new Set(asked) as ExportedStage['extensions'],
    })
    const name = `${specification}_${new Date(api.created).toISOString()}.${notation}`
    return {
      contentType: `application/${notation}`,
      contentDisposition: `attachment; filename="${name}"`,
      body: documentText(document, notation),
    }
  }
}
