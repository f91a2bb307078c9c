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

/** What decided that a call is not allowed. Policies and statements are those of the caller's own account. */
export interface WhyDenied {
  decision: 'explicitDeny' | 'implicitDeny'
  action: string
  resource: string
  /** Which kind of policy denies it, or does not allow it. */
  policyType: string
  /** Of an explicit deny: the policy. */
  policy?: string
  /** The statement in it: its Sid, or which one it is, from 1. */
  statement?: string
  /** Of an implicit one: the policies that were asked. */
  asked?: string[]
}

/** What the server decides about calls. */
export interface Gates {
  /** Answers the message of the refusal, or nothing when the caller may do it. */
  authorizeCaller?: ((context: OperationContext, input: Values) => string | undefined) | undefined
  /** Of a refusal: what decided, told to whoever was refused, where it is theirs to know. */
  explainRefusal?: ((context: OperationContext, input: Values) => WhyDenied | undefined) | undefined
  /** Answers why the server cannot take this call now, or nothing when it can. */
  admit?: ((context: OperationContext, input: Values) => ApiError | undefined) | undefined
}

/** One stage: throws what the caller is to be answered, or lets the call pass. */
export type Stage = (call: Call, gates: Gates) => void
