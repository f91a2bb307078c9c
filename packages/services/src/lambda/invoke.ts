import type { FunctionInvoker } from '@pasos/engine'
import { ApiError, type lambda, type Operation } from '@pasos/wire'
import type { AsyncInvocations } from './async-invocations.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { badRequestContent, validation } from './errors.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { resolveFunction } from './resolve.ts'

const types = ['Event', 'RequestResponse', 'DryRun']

export function invoke(
  deps: LambdaDependencies,
  invoker: FunctionInvoker,
  events: AsyncInvocations,
): Operation<lambda.InvocationRequest, lambda.InvocationResponse> {
  return async (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const type = input.InvocationType ?? 'RequestResponse'
    if (!types.includes(type)) {
      throw validation([
        `Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
      ])
    }
    // AWS: no payload is an empty object.
    const payload = input.Payload && input.Payload.length > 0 ? Buffer.from(input.Payload).toString() : '{}'
    const clientContext = input.ClientContext === undefined ? {} : { clientContext: input.ClientContext }
    if (type !== 'RequestResponse') {
      resolveFunction(deps.catalog, { ...name, qualifier: name.qualifier ?? '$LATEST' })
      if (type === 'DryRun') return { StatusCode: 204 }
      checkJson(payload)
      await events.accept({ requestId: context.requestId, function: functionArn(name), payload, ...clientContext })
      return { StatusCode: 202, Payload: new Uint8Array() }
    }
    const wantsLogTail = input.LogType === 'Tail'
    const request = { function: functionArn(name), payload, requestId: context.requestId, wantsLogTail, ...clientContext }
    const result = await invoker.invoke(request, context.signal)
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

function checkJson(payload: string): void {
  try {
    JSON.parse(payload)
  } catch (error) {
    throw badRequestContent(`Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`)
  }
}
