export {
  ApiError,
  type Caller,
  type Operation,
  type OperationContext,
  type ServiceOperations,
  type WireRequest,
  type WireResponse,
} from './operation.ts'
