export { memberKey, type SdkNames } from './codec/sdk-json.ts'
export {
  ApiError,
  type Arrival,
  type Caller,
  type DeferredWrites,
  type IncomingRequest,
  type Operation,
  type OperationContext,
  type ServiceOperations,
  type WhyDenied,
  type WireRequest,
  type WireResponse,
} from './operation.ts'
export { arrivalOf } from './pipeline/arrival-of.ts'
export { AuthenticationError, type AuthenticationOptions, authenticate, type KnownCredential } from './pipeline/authenticate.ts'
export { BodyError } from './pipeline/bound-body.ts'
export { createDispatcher, type DispatcherOptions, type RequestNotice } from './pipeline/dispatcher.ts'
export { isFormUpload } from './pipeline/form-upload/is-form-upload.ts'
export {
  createCallsAtOnce,
  createLocalCalls,
  createStreamedCalls,
  type LocalAnswer,
  type LocalCall,
  type StreamedAnswer,
  type StreamedCall,
} from './pipeline/local-calls.ts'
export { checkInput } from './pipeline/validate.ts'
export { type ClientCall, readClientAnswer, writeClientCall } from './protocol/client-call.ts'
export type { ClientResponse } from './protocol/client-protocol.ts'
export { type RemoteCall, readRemoteAnswer, writeRemoteCall } from './protocol/remote-call.ts'
export type {
  cloudwatch,
  eventbridge,
  iam,
  kms,
  lambda,
  logs,
  scheduler,
  secretsmanager,
  sns,
  sqs,
  ssm,
  states,
  sts,
} from './service-types.ts'
export { escapeUri } from './signature/canonical-request.ts'
export { presignedUrl, type SigningOptions, signatureHeaders } from './signature/sign.ts'
