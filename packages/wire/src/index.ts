export { createDispatcher, type DispatcherOptions, type RequestNotice } from './dispatch/dispatcher.ts'
export { createLocalCalls, type LocalAnswer, type LocalCall } from './dispatch/local-calls.ts'
export {
  ApiError,
  type Caller,
  type Operation,
  type OperationContext,
  type ServiceOperations,
  type WireRequest,
  type WireResponse,
} from './operation.ts'
export type { cloudwatch, iam, lambda, logs, states, sts } from './sdk/service-types.ts'
export type { KnownCredential } from './signature/authenticate.ts'
