import { type DataStore, entriesOf, type FunctionInvoker, type FunctionResult } from '@pasos/engine'
import type { LambdaDependencies } from './dependencies.ts'
import type { Destinations, HandledEvent } from './destinations.ts'
import { eventInvokeConfigOf } from './event-invoke-config.ts'
import { parseFunctionName } from './function-name.ts'
import { type EventInvokeConfig, type FunctionSettings, findFunction } from './function-record.ts'
import { settingsOf } from './resolve.ts'

/** In the data store, by request id. */
const space = 'lambda.async-invocation'
/** AWS: two retries, after one and after two more minutes. */
const retryDelaysMs = [60_000, 120_000]
/** A throttled event is tried again with growing pauses, up to this one, until it is as old as it may become: six hours. */
const longestThrottleMs = 300_000
const oldestEventSeconds = 6 * 3_600

/** An event that was accepted and has not been handled yet. */
interface AsyncInvocation {
  requestId: string
  /** ARN with the qualifier. */
  function: string
  payload: string
  clientContext?: string
  traceHeader?: string
  acceptedAt: number
  failures: number
  throttles: number
}

/** Invocations of type Event: accepted once on disk, run from there, also after a restart. */
export interface AsyncInvocations {
  /** Resolves once the event is on disk. */
  accept(event: Pick<AsyncInvocation, 'requestId' | 'function' | 'payload' | 'clientContext' | 'traceHeader'>): Promise<void>
  /** Takes up what a former run of the server left. */
  resume(): Promise<void>
  /** No attempt begins any more. */
  close(): void
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export function createAsyncInvocations(
  deps: Pick<LambdaDependencies, 'data' | 'clock' | 'catalog' | 'defaults' | 'logger'>,
  invoker: FunctionInvoker,
  destinations: Destinations,
): AsyncInvocations {
  const { data, clock } = deps
  let isClosed = false
  const cancels = new Set<() => void>()

  async function attempt(event: AsyncInvocation): Promise<void> {
    const result = await invoker.invoke(event)
    if (isClosed) return
    const found = handlingOf(deps, event)
    // Its function is gone: there is nobody left to tell.
    if (!found) return save(event.requestId, undefined)
    const { config } = found
    const isTooOldIn = (ms: number) => clock.now() + ms - event.acceptedAt > (config.maximumEventAgeSeconds ?? oldestEventSeconds) * 1000
    const finish = (condition: HandledEvent['condition']) => tell(event, found, condition, result)
    if (result.outcome === 'refused') {
      const pause = Math.min(longestThrottleMs, 1000 * 2 ** event.throttles)
      // AWS: what is no fault of the event's is tried again for as long as the event is young enough.
      if ((result.code === 'TooManyRequestsException' || result.status >= 500) && !isTooOldIn(pause))
        return again({ ...event, throttles: event.throttles + 1 }, pause)
      return finish('EventAgeExceeded')
    }
    if (result.functionError === undefined) return finish('Success')
    const delay = retryDelaysMs[event.failures]
    if (delay === undefined || event.failures >= (config.maximumRetryAttempts ?? retryDelaysMs.length)) return finish('RetriesExhausted')
    if (isTooOldIn(delay)) return finish('EventAgeExceeded')
    return again({ ...event, failures: event.failures + 1 }, delay)
  }

  /** Told and forgotten in one write where the destination can; else told before it is forgotten, and told again when we die in between. */
  async function tell(event: AsyncInvocation, found: Handling, condition: HandledEvent['condition'], result: FunctionResult) {
    const { settings, config } = found
    const handled: HandledEvent = {
      requestId: event.requestId,
      function: /:function:[^:]+$/.test(event.function) ? `${event.function}:$LATEST` : event.function,
      payload: event.payload,
      invocations: event.failures + event.throttles + 1,
      condition,
      at: clock.now(),
      ...(result.outcome === 'returned' ? { result } : {}),
    }
    const target = condition === 'Success' ? config.onSuccess : config.onFailure
    const dead = condition === 'Success' ? undefined : settings.deadLetterTarget
    const sent = [
      target ? await destinations.report(handled, target, settings.role) : undefined,
      dead ? await destinations.bury(handled, dead, settings.role) : undefined,
    ].filter(effects => effects !== undefined)
    let isCommitted = false
    try {
      await data.commit([...sent.flatMap(({ writes }) => writes), { space, key: event.requestId, value: undefined }])
      isCommitted = true
    } finally {
      for (const effects of sent) effects.settle(isCommitted)
    }
  }

  function attemptSoon(event: AsyncInvocation): void {
    attempt(event).catch((error: unknown) => deps.logger.error('an asynchronous invocation was given up until the next start', { error }))
  }

  async function again(event: AsyncInvocation, delayMs: number): Promise<void> {
    await save(event.requestId, event)
    const cancel = clock.at(clock.now() + delayMs, () => {
      cancels.delete(cancel)
      attemptSoon(event)
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
      attemptSoon(accepted)
    },
    async resume() {
      for await (const { value } of entriesOf(data, space)) {
        if (isClosed) return
        attemptSoon(JSON.parse(String(value)) as AsyncInvocation)
      }
    },
    close: () => {
      isClosed = true
      for (const cancel of cancels) cancel()
    },
  }
}

/** The function, and what is said of events of the qualifier that they were sent to. */
interface Handling {
  settings: FunctionSettings
  config: Partial<EventInvokeConfig>
}

function handlingOf({ catalog, defaults }: Pick<LambdaDependencies, 'catalog' | 'defaults'>, event: AsyncInvocation): Handling | undefined {
  const name = parseFunctionName(event.function, defaults)
  const record = findFunction(catalog, name)
  const settings = record && settingsOf(record, name.qualifier)?.settings
  return record && settings && { settings, config: eventInvokeConfigOf(record, name.qualifier) ?? {} }
}

/** Whether a former run of the server left any. */
export async function hasAsyncInvocations(data: DataStore): Promise<boolean> {
  return (await data.scan(space, { limit: 1 })).length > 0
}
