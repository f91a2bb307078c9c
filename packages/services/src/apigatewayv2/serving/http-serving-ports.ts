import { type ServingPorts, servingPorts } from '../../apigateway/serving/serving-ports.ts'
import type { ServiceHost } from '../../declaration/service.ts'
import { createLogWriter, type LogWriter } from '../../logs/log-writer.ts'
import { createIssuerKeys } from '../../sts/web-identity/issuer-keys.ts'
import type { IssuerKey } from '../../sts/web-identity/verify-token.ts'
import { type AuthorizerAnswers, createAuthorizerAnswers } from './authorizers/authorizer-answers.ts'
import { createThrottles, type Throttles } from './throttles.ts'

/** What answering a request to an HTTP API stands on beyond what REST APIs need. */
export interface HttpServingPorts extends ServingPorts {
  /** The keys of an issuer of tokens; `anew` looks past those that are known. @throws where they are not to be had */
  issuerKeys(issuer: string, anew?: boolean): Promise<readonly IssuerKey[]>
  /** What functions have said, as long as it is good. */
  authorizerAnswers: AuthorizerAnswers
  throttles: Throttles
  logWriter: LogWriter
}

export function httpServingPorts(host: ServiceHost): HttpServingPorts {
  const { catalog, clock, logs, outgoing, givenKeys } = host
  return {
    ...servingPorts(host),
    issuerKeys: createIssuerKeys({ given: givenKeys, outgoing, clock }),
    authorizerAnswers: createAuthorizerAnswers(clock),
    throttles: createThrottles(clock),
    logWriter: createLogWriter({ catalog, store: logs, clock }),
  }
}
