import { responseHeaders } from '../mapping/parameters.ts'
import { compileMapping } from '../mapping/template.ts'
import { type AdmittedRequest, type ApiAnswer, requestScope } from './api-request.ts'
import { internalError } from './gateway-answer.ts'
import { selectResponse } from './select-response.ts'

/** What an integration that is not a proxy has answered. */
export interface IntegrationOutcome {
  body: string
  headers: Record<string, string>
  /** What the patterns of the responses are held against: an error's message, or a status. */
  selection: string | undefined
}

/** The client's answer, as the integration response says that fits. Without one that fits, or a method response to it: 500, as AWS. */
export function mapAnswer(admitted: AdmittedRequest, { body, headers, selection }: IntegrationOutcome): ApiAnswer {
  const { integration, route } = admitted
  const response = selectResponse(integration.responses, selection)
  if (!response || !Object.hasOwn(route.method.responses, response.statusCode)) return internalError()
  const request = requestScope(admitted)
  const scope = { ...request, body, params: { ...request.params, header: headers } }
  const [contentType, template] = templateOf(response.responseTemplates)
  const own = responseHeaders(response.responseParameters, scope)
  const isTyped = own.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    status: Number(response.statusCode),
    headers: [...(isTyped ? [] : [['Content-Type', contentType] as [string, string]]), ...own],
    body: Buffer.from(template === undefined ? body : compileMapping(template)({ ...scope, params: request.params })),
  }
}

/** That for JSON before others. An empty template is none: the body is handed on. */
function templateOf(templates: Record<string, string> = {}): [contentType: string, template: string | undefined] {
  const json = 'application/json'
  const [contentType, template] =
    Object.entries(templates).toSorted(([left], [right]) => Number(right === json) - Number(left === json))[0] ?? []
  return [contentType ?? json, template === '' ? undefined : template]
}
