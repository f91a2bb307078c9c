import type { Json, JsonObject } from '@pasos/asl'
import type { TaskEffects } from './tasks.ts'

/** What an `aws-sdk:` task asks of an AWS service. */
export interface ServiceCall {
  /** As the resource names them: `sfn` and `getActivityTask`. */
  service: string
  action: string
  /** Members begin with a capital letter, nested JSON may stand where the API wants text. */
  input: Json
  /** The role that must be allowed to do this. */
  roleArn: string
  region: string
  requestId: string
}

export type ServiceAnswer =
  /** `effects`: what the call has not written yet, because the turn of the task shall. */
  | { outcome: 'answered'; output: JsonObject; effects?: TaskEffects }
  /** `shape` is the error's name in the service's model, when it is modelled: `InvalidToken`. */
  | { outcome: 'refused'; shape?: string; message: string; status: number }

/** Calls the API of services for tasks; implemented over the services of this server. */
export interface ServiceCaller {
  serves(service: string): boolean
  call(call: ServiceCall, signal: AbortSignal): Promise<ServiceAnswer>
}
