import type { FunctionAcceptor, FunctionInvoker } from '@pasos/engine'
import { ApiError, type lambda, type Operation } from '@pasos/wire'
import { functionArn, parseFunctionName } from './function-name.ts'

export function invoke(
  invoker: FunctionInvoker,
  acceptor: FunctionAcceptor,
): Operation<lambda.InvocationRequest, lambda.InvocationResponse> {
  return async (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const type = input.InvocationType ?? 'RequestResponse'
    // AWS: no payload is an empty object.
    const payload = input.Payload && input.Payload.length > 0 ? Buffer.from(input.Payload).toString() : '{}'
    const clientContext = input.ClientContext === undefined ? {} : { clientContext: input.ClientContext }
    const trace = context.traceHeader === undefined ? {} : { traceHeader: context.traceHeader }
    const request = { function: functionArn(name), payload, requestId: context.requestId, ...clientContext, ...trace }
    if (type !== 'RequestResponse') {
      const accepted = await acceptor.accept(request, type as 'Event' | 'DryRun')
      if (accepted.outcome === 'refused') throw refusal(accepted)
      return type === 'DryRun' ? { StatusCode: 204 } : { StatusCode: 202, Payload: new Uint8Array() }
    }
    const wantsLogTail = input.LogType === 'Tail'
    const result = await invoker.invoke({ ...request, wantsLogTail }, context.signal)
    if (result.outcome === 'refused') throw refusal(result)
    return {
      StatusCode: 200,
      ...(result.functionError === undefined ? {} : { FunctionError: result.functionError }),
      ...(result.logTail === undefined ? {} : { LogResult: result.logTail }),
      Payload: Buffer.from(result.payload),
      ExecutedVersion: result.executedVersion,
    }
  }
}

function refusal({ code, message, status }: { code: string; message: string; status: number }): ApiError {
  const reason = code === 'TooManyRequestsException' ? { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' } : {}
  return new ApiError(code, message, { httpStatus: status, members: { Type: 'User', ...reason } })
}
