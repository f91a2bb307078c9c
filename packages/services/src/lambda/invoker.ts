import type { FunctionInvocation, FunctionInvoker, FunctionResult } from '@pasos/engine'
import { ApiError } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { requestTooLarge, tooManyRequests } from './errors.ts'
import type { FunctionSpec } from './function-host.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import type { FunctionRecord, FunctionSettings } from './function-record.ts'
import { functionSpecOf } from './function-spec-of.ts'
import { checkClientContext, checkJson } from './request-content.ts'
import { type Resolved, resolveFunction } from './resolve.ts'

/** AWS: 6 MB for a synchronous request. */
const maxPayloadBytes = 6_291_456

/** Invokes functions by name for the engine's connectors and the Invoke operation alike: resolves, limits, runs. */
export function createFunctionInvoker(deps: LambdaDependencies): FunctionInvoker {
  const specs = new WeakMap<FunctionSettings, FunctionSpec>()
  const running = new Map<string, number>()

  function specOf({ record, settings }: Pick<Resolved, 'record' | 'settings'>): FunctionSpec {
    let spec = specs.get(settings)
    if (!spec) {
      spec = functionSpecOf(deps, record, settings)
      specs.set(settings, spec)
    }
    return spec
  }

  async function run(request: FunctionInvocation, requestId: string, signal: AbortSignal | undefined): Promise<FunctionResult> {
    const name = parseFunctionName(request.function, scopeOf(request, deps), request.qualifier)
    // AWS names $LATEST in the refusal when no qualifier was given.
    const resolved = resolveFunction(deps.catalog, { ...name, qualifier: name.qualifier ?? '$LATEST' })
    checkPayload(request.payload)
    checkClientContext(request.clientContext)
    const settings = chooseVersion(resolved, deps.ids.random())
    const { record } = resolved
    const decrypting = deps.variables.decrypt(record, settings)
    if (decrypting !== undefined) await decrypting
    enter(deps, name.qualifier, record, running)
    const began = deps.clock.now()
    try {
      const { clientContext, traceHeader, wantsLogTail } = request
      const end = await deps.host.invoke(
        specOf({ record, settings }),
        {
          requestId,
          invokedFunctionArn: functionArn(name),
          payload: request.payload,
          ...(clientContext === undefined ? {} : { clientContext }),
          ...(traceHeader === undefined ? {} : { traceId: traceHeader }),
          ...(wantsLogTail ? { wantsLogTail } : {}),
        },
        signal,
      )
      const durationMs = deps.clock.now() - began
      deps.metrics.ended(record, name.qualifier, { hasFailed: end.functionError !== undefined, durationMs })
      return { outcome: 'returned', executedVersion: settings.version, requestId, ...end }
    } finally {
      leave(record, running)
    }
  }

  return {
    invoke: async (request, signal) => {
      const requestId = request.requestId ?? deps.ids.uuid()
      try {
        return await run(request, requestId, signal)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return { outcome: 'refused', code: error.code, message: error.message, status: error.httpStatus ?? statusOf(error.code), requestId }
      }
    },
  }
}

function scopeOf(request: FunctionInvocation, deps: LambdaDependencies): { accountId: string; region: string } {
  return { accountId: request.accountId ?? deps.defaults.accountId, region: request.region ?? deps.defaults.region }
}

/** An alias may share its traffic between two versions. */
function chooseVersion({ record, settings, alias }: Resolved, random: number): FunctionSettings {
  let left = random
  for (const [version, weight] of Object.entries(alias?.weights ?? {})) {
    left -= weight
    if (left < 0) return record.versions.find(candidate => candidate.version === version) ?? settings
  }
  return settings
}

function checkPayload(payload: string): void {
  if (payload.length * 3 > maxPayloadBytes && Buffer.byteLength(payload) > maxPayloadBytes) throw requestTooLarge(maxPayloadBytes)
  checkJson(payload)
}

function enter({ metrics }: LambdaDependencies, qualifier: string | undefined, record: FunctionRecord, running: Map<string, number>): void {
  const now = running.get(record.arn) ?? 0
  if (record.reservedConcurrency !== undefined && now >= record.reservedConcurrency) {
    metrics.throttled(record, qualifier)
    throw tooManyRequests()
  }
  running.set(record.arn, now + 1)
  metrics.began(record, now + 1)
}

function leave(record: FunctionRecord, running: Map<string, number>): void {
  const now = (running.get(record.arn) ?? 1) - 1
  if (now > 0) running.set(record.arn, now)
  else running.delete(record.arn)
}

function statusOf(code: string): number {
  if (code === 'ResourceNotFoundException') return 404
  return code === 'TooManyRequestsException' ? 429 : 400
}
