import { type DataStore, entriesOf, type FunctionInvoker } from '@pasos/engine'
import type { LambdaDependencies } from './dependencies.ts'

/** In the data store, by request id. */
const space = 'lambda.async-invocation'
/** AWS: two retries, after one and after two more minutes. */
const retryDelaysMs = [60_000, 120_000]
/** A throttled event is tried again with growing pauses, up to this one, until it is six hours old. */
const longestThrottleMs = 300_000
const oldestEventMs = 6 * 3_600_000

/** An event that was accepted and has not been handled yet. */
interface AsyncInvocation {
  requestId: string
  /** ARN with the qualifier. */
  function: string
  payload: string
  clientContext?: string
  acceptedAt: number
  failures: number
  throttles: number
}

/** Invocations of type Event: accepted once on disk, run from there, also after a restart. */
export interface AsyncInvocations {
  /** Resolves once the event is on disk. */
  accept(event: Pick<AsyncInvocation, 'requestId' | 'function' | 'payload' | 'clientContext'>): Promise<void>
  /** Takes up what a former run of the server left. */
  resume(): Promise<void>
  /** No attempt begins any more. */
  close(): void
}

export function createAsyncInvocations(deps: Pick<LambdaDependencies, 'data' | 'clock'>, invoker: FunctionInvoker): AsyncInvocations {
  const { data, clock } = deps
  let isClosed = false
  const cancels = new Set<() => void>()

  async function attempt(event: AsyncInvocation): Promise<void> {
    const result = await invoker.invoke(event)
    if (isClosed) return
    const isThrottled = result.outcome === 'refused' && result.code === 'TooManyRequestsException'
    const hasFailed = result.outcome === 'returned' && result.functionError !== undefined
    if (isThrottled && clock.now() - event.acceptedAt < oldestEventMs) {
      const pause = Math.min(longestThrottleMs, 1000 * 2 ** event.throttles)
      return again({ ...event, throttles: event.throttles + 1 }, pause)
    }
    const delay = retryDelaysMs[event.failures]
    if (hasFailed && delay !== undefined) return again({ ...event, failures: event.failures + 1 }, delay)
    await save(event.requestId, undefined)
  }

  async function again(event: AsyncInvocation, delayMs: number): Promise<void> {
    await save(event.requestId, event)
    const cancel = clock.at(clock.now() + delayMs, () => {
      cancels.delete(cancel)
      void attempt(event)
    })
    cancels.add(cancel)
  }

  function save(requestId: string, next: AsyncInvocation | undefined): Promise<void> {
    return data.commit([{ space, key: requestId, value: next && JSON.stringify(next) }])
  }

  return {
    accept: async event => {
      const accepted = { ...event, acceptedAt: clock.now(), failures: 0, throttles: 0 }
      await save(event.requestId, accepted)
      void attempt(accepted)
    },
    async resume() {
      for await (const { value } of entriesOf(data, space)) {
        if (isClosed) return
        void attempt(JSON.parse(String(value)) as AsyncInvocation)
      }
    },
    close: () => {
      isClosed = true
      for (const cancel of cancels) cancel()
    },
  }
}

/** Whether a former run of the server left any. */
export async function hasAsyncInvocations(data: DataStore): Promise<boolean> {
  return (await data.scan(space, { limit: 1 })).length > 0
}
