import { filledTemplate, gatewayHeaders } from '../mapping/gateway-parameters.ts'
import type { MappingScope } from '../mapping/reference.ts'
import type { DeploymentRecord } from '../records/api-record.ts'
import { saidOf } from '../records/gateway-response-record.ts'
import { type ApiAnswer, type ApiRequest, headersByName } from './api-request.ts'

/** An answer of the gateway as the API has it: one of which nobody said anything is left as it is, and so is every other answer. */
export function ownGatewayAnswer(answer: ApiAnswer, deployment: DeploymentRecord, request: ApiRequest, scope: MappingScope): ApiAnswer {
  const { gateway } = answer
  const said = gateway && saidOf(deployment, gateway.type)
  if (gateway === undefined || said === undefined) return answer
  const { message } = gateway
  const error = { message, messageString: JSON.stringify(message), responseType: gateway.type, validationErrorString: message }
  const within = { ...scope, context: { ...scope.context, error } }
  const [type, template] = templateFor(said.responseTemplates, headersByName(request)['accept'])
  const headers = gatewayHeaders(said.responseParameters, within)
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const usual = answer.headers.map(([name, value]): [string, string] => [name, name === 'Content-Type' ? type : value])
  return {
    status: Number(said.statusCode ?? answer.status),
    headers: [...usual.filter(([name]) => !names.has(name.toLowerCase())), ...headers],
    body: template === undefined ? answer.body : Buffer.from(filledTemplate(template, within)),
  }
}

/** That for the first type which the client asks for, else that for JSON, else the first there is. */
function templateFor(templates: Record<string, string>, accept = ''): [type: string, template: string | undefined] {
  const json = 'application/json'
  const asked = accept.split(',').map(type => type.split(';')[0]!.trim())
  const type = [...asked, json].find(each => Object.hasOwn(templates, each)) ?? Object.keys(templates)[0] ?? json
  return [type, templates[type]]
}
