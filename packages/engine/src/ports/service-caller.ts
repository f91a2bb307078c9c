import type { Json, JsonObject } from '@pasos/asl'
import type { HttpAnswer, Refusal } from '@pasos/integrations'
import type { TaskEffects } from './tasks.ts'

/** What a task asks of an AWS service. */
export interface ServiceCall {
  /** The service's name in the AWS SDK integrations, whatever integration asks: `sfn`, `eventbridge`. */
  service: string
  /** As the API calls it: `StartExecution`. */
  operation: string
  /** Members begin with a capital letter, nested JSON may stand where the API wants text. */
  input: Json
  /**
   * How members are called and what values look like: `api` as optimized integrations have them (the API's names; times as epoch
   * milliseconds), `sdk` as the AWS SDK integrations do (the names of the SDK for Java; times as ISO 8601).
   */
  names: 'api' | 'sdk'
  /** The role that must be allowed to do this. */
  as: string
  region: string
  /** The execution whose task calls, where one does. */
  executionArn?: string
  /** Makes a repeat of the call harmless where the API takes such a token; also the id of the request. */
  idempotencyToken: string
}

export type ServiceAnswer =
  /** `effects`: what the call has not written yet, because the turn of the task shall. */
  | { outcome: 'answered'; output: JsonObject; http: HttpAnswer; effects?: TaskEffects }
  /** `exception`: the class that the SDK for Java has for the error, when it is modelled. */
  | { outcome: 'refused'; refusal: Refusal; exception?: string }

/** Calls the API of services for tasks; implemented over the services of this server and over those that calls are forwarded to. */
export interface ServiceCaller {
  /** Where calls of a service go. `nowhere`: AWS has it, but neither is it served here nor is it said where it is. */
  reach(service: string): 'here' | 'forwarded' | 'nowhere'
  /** What the SDK for Java calls the service, and the operation behind an action (`getObject`); nothing for what AWS has not. */
  find(service: string, action: string): { prefix: string; operation: string } | undefined
  /** Rejects when nobody answers; the message is the cause. */
  call(call: ServiceCall, signal: AbortSignal): Promise<ServiceAnswer>
  /**
   * How an operation is called that leaves all that it writes to its caller (`effects`); nothing for any other. Where it has to wait
   * for something after all there is no answer, and nothing has been done.
   */
  atOnce?(service: string, operation: string): ((call: ServiceCall) => ServiceAnswer | undefined) | undefined
}
