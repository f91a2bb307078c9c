import type { OperationShape, Service } from '@pasos/models'
import type { Values } from '../codec/tree.ts'
import type { ApiError, Operation, OperationContext } from '../operation.ts'

/** A request that was read, wherever it came from: what stages from `validate` on work with. */
export interface Call {
  service: Service
  shape: OperationShape
  operation: Operation
  input: Values
  context: OperationContext
}

/** What the server decides about calls. */
export interface Gates {
  /** Answers the message of the refusal, or nothing when the caller may do it. */
  authorizeCaller?: ((context: OperationContext, input: Values) => string | undefined) | undefined
  /** Answers why the server cannot take this call now, or nothing when it can. */
  admit?: ((context: OperationContext, input: Values) => ApiError | undefined) | undefined
}

/** One stage: throws what the caller is to be answered, or lets the call pass. */
export type Stage = (call: Call, gates: Gates) => void
