import type { FunctionAcceptor } from '@pasos/engine'
import { ApiError } from '@pasos/wire'
import type { AsyncInvocations } from './async-invocations.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { requestTooLarge } from './errors.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { checkClientContext, checkJson } from './request-content.ts'
import { resolveFunction } from './resolve.ts'

/** AWS: 1 MB for an event. */
const maxEventBytes = 1_048_576

/** Takes what nobody waits for: events, which are on disk once accepted, and dry runs, which run nothing. */
export function createFunctionAcceptor(deps: LambdaDependencies, events: AsyncInvocations): FunctionAcceptor {
  return {
    async accept(request, type) {
      const requestId = request.requestId ?? deps.ids.uuid()
      try {
        const scope = { accountId: request.accountId ?? deps.defaults.accountId, region: request.region ?? deps.defaults.region }
        const name = parseFunctionName(request.function, scope, request.qualifier)
        resolveFunction(deps.catalog, { ...name, qualifier: name.qualifier ?? '$LATEST' })
        if (type === 'DryRun') return { outcome: 'accepted', requestId }
        if (Buffer.byteLength(request.payload) > maxEventBytes) throw requestTooLarge(maxEventBytes)
        checkJson(request.payload)
        checkClientContext(request.clientContext)
        const { payload, clientContext, traceHeader } = request
        const more = { ...(clientContext !== undefined && { clientContext }), ...(traceHeader !== undefined && { traceHeader }) }
        await events.accept({ requestId, function: functionArn(name), payload, ...more })
        return { outcome: 'accepted', requestId }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const { code, message, httpStatus } = error
        return { outcome: 'refused', code, message, status: httpStatus ?? (code === 'ResourceNotFoundException' ? 404 : 400), requestId }
      }
    },
  }
}
