import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { invalidEvent } from './event-properties.ts'
import { mapIn } from './refusals.ts'

/** What an event says of the requests that its route takes. */
export interface RouteRequest {
  model?: { name: string; isRequired: boolean; validateRequestBody: boolean; validateRequestParameters: boolean }
  parameters: { name: string; isRequired: boolean; isKey: boolean }[]
}

const parameterName = /^method\.request\.(querystring|path|header)\.[^.].*$/

/**
 * `RequestModel` and `RequestParameters` of an Api event:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-requestmodel.html
 *
 * @throws ApiError ValidationError
 */
export function readRequest(id: string, event: string, { RequestModel, RequestParameters }: JsonObject): RouteRequest | undefined {
  if (RequestModel === undefined && RequestParameters === undefined) return undefined
  const invalid = (reason: string) => invalidEvent(id, event, reason)
  const of = RequestModel === undefined ? undefined : mapIn(id, `Events.${event}.Properties.RequestModel`, RequestModel)
  if (of !== undefined && typeof of['Model'] !== 'string') throw invalid("Invalid value for 'RequestModel' property: it names no Model.")
  if (RequestParameters !== undefined && !Array.isArray(RequestParameters)) throw invalid("Invalid value for 'RequestParameters' property.")
  const parameters = (RequestParameters ?? []).flatMap(each => {
    const told = typeof each === 'string' ? { [each]: {} } : each
    if (!isJsonObject(told)) throw invalid("Invalid value for 'RequestParameters' property. Property must be either a string or an object.")
    return Object.entries(told).map(([name, settings]) => {
      if (!parameterName.test(name)) {
        throw invalid(
          "Invalid value for 'RequestParameters' property. Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.",
        )
      }
      const { Required, Caching } = isJsonObject(settings) ? settings : {}
      return { name, isRequired: isTrue(Required), isKey: isTrue(Caching) }
    })
  })
  return {
    ...(of !== undefined && {
      model: {
        ...{ name: String(of['Model']), isRequired: isTrue(of['Required']) },
        ...{ validateRequestBody: isTrue(of['ValidateBody']), validateRequestParameters: isTrue(of['ValidateParameters']) },
      },
    }),
    parameters,
  }
}

function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true'
}
