import { MappingFailed } from '../mapping/bounds.ts'
import { responseHeaders } from '../mapping/parameters.ts'
import type { MappingScope } from '../mapping/reference.ts'
import { compileMapping, type Mapping } from '../mapping/template.ts'
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
  const filled = filledIn(template, { ...scope, params: request.params })
  if (filled === undefined) return internalError()
  const { body: text, override } = filled
  const overriding = Object.entries(override.headers)
  const said = new Set(overriding.map(([name]) => name.toLowerCase()))
  const others = own.filter(([name]) => !said.has(name.toLowerCase()))
  const isTyped = others.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    status: override.status ?? Number(response.statusCode),
    headers: [
      ...(isTyped || said.has('content-type') ? [] : [['Content-Type', contentType] as [string, string]]),
      ...others,
      ...overriding,
    ],
    body: Buffer.from(text),
  }
}

/** What the template makes; nothing where it takes more than it may. */
function filledIn(template: string | undefined, scope: MappingScope): ReturnType<Mapping> | undefined {
  if (template === undefined) return { body: scope.body, override: { headers: {} } }
  try {
    return compileMapping(template)(scope)
  } catch (error) {
    if (error instanceof MappingFailed) return undefined
    throw error
  }
}

/** That for JSON before others. An empty template is none: the body is handed on. */
function templateOf(templates: Record<string, string> = {}): [contentType: string, template: string | undefined] {
  const json = 'application/json'
  const [contentType, template] =
    Object.entries(templates).toSorted(([left], [right]) => Number(right === json) - Number(left === json))[0] ?? []
  return [contentType ?? json, template === '' ? undefined : template]
}
