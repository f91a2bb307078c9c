import type { ApiRecord } from './api-record.ts'

/** What is said of the gateway's own answers of a type. */
export interface GatewayResponseRecord {
  responseType: string
  statusCode?: string
  /** `gatewayresponse.header.NAME` by where its value comes from. */
  responseParameters: Record<string, string>
  /** By the types of bodies. */
  responseTemplates: Record<string, string>
}

/** Types with the statuses that they have by themselves: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const statuses = {
  ...{ ACCESS_DENIED: 403, API_CONFIGURATION_ERROR: 500, AUTHORIZER_CONFIGURATION_ERROR: 500, AUTHORIZER_FAILURE: 500 },
  ...{ BAD_REQUEST_BODY: 400, BAD_REQUEST_PARAMETERS: 400, DEFAULT_4XX: undefined, DEFAULT_5XX: undefined, EXPIRED_TOKEN: 403 },
  ...{ INTEGRATION_FAILURE: 504, INTEGRATION_TIMEOUT: 504, INVALID_API_KEY: 403, INVALID_SIGNATURE: 403 },
  ...{ MISSING_AUTHENTICATION_TOKEN: 403, QUOTA_EXCEEDED: 429, REQUEST_TOO_LARGE: 413, RESOURCE_NOT_FOUND: 404, THROTTLED: 429 },
  ...{ UNAUTHORIZED: 401, UNSUPPORTED_MEDIA_TYPE: 415, WAF_FILTERED: 403 },
} as const

export type GatewayResponseType = keyof typeof statuses

export const gatewayResponseTypes = Object.keys(statuses) as GatewayResponseType[]

export function isGatewayResponseType(name: string): name is GatewayResponseType {
  return Object.hasOwn(statuses, name)
}

export const usualTemplates = { 'application/json': '{"message":$context.error.messageString}' }

type Customized = Pick<ApiRecord, 'gatewayResponses'>

/** What was said of answers of the type: of itself, else of all with such a status. Nothing where nobody said anything. */
export function saidOf({ gatewayResponses = {} }: Customized, type: GatewayResponseType): GatewayResponseRecord | undefined {
  const [own, ofAll] = [gatewayResponses[type], gatewayResponses[fallbackOf(type)]]
  const statusCode = own?.statusCode ?? ofAll?.statusCode
  return own && statusCode !== undefined ? { ...own, statusCode } : (own ?? ofAll)
}

function fallbackOf(type: GatewayResponseType): 'DEFAULT_4XX' | 'DEFAULT_5XX' {
  return type === 'DEFAULT_4XX' || String(statuses[type]).startsWith('4') ? 'DEFAULT_4XX' : 'DEFAULT_5XX'
}

/** As the API shows the answers of a type: as they were said, else with the status that they would have. */
export function gatewayResponseOf(
  api: Customized,
  responseType: GatewayResponseType,
): GatewayResponseRecord & { defaultResponse: boolean } {
  const own = api.gatewayResponses?.[responseType]
  if (own !== undefined) return { ...own, defaultResponse: false }
  const {
    responseParameters = {},
    responseTemplates = usualTemplates,
    statusCode = statuses[responseType]?.toString(),
  } = saidOf(api, responseType) ?? {}
  return {
    ...{ responseType, ...(statusCode !== undefined && { statusCode }), responseParameters, responseTemplates },
    defaultResponse: true,
  }
}
