import type { Json, JsonObject } from '@pasos/asl'
import { isRecord } from '../shape/json-value.ts'
import type { Attempt, Step } from './step.ts'

/** What a running step waits for. Instants are epoch milliseconds; absent when only the server knows them. */
export type Waits =
  | { kind: 'timer'; until?: number }
  | { kind: 'token'; token?: string }
  | { kind: 'activity'; activity: string; isTaken: boolean }
  | { kind: 'job'; resource: string }
  | { kind: 'retry'; error: string; tries: number; at?: number }

/** Undefined for a step that works, or waits for nothing in particular. `state` is its definition. */
export function waitsOf(step: Step, state: JsonObject | undefined): Waits | undefined {
  if (step.status !== 'running') return undefined
  if (step.type === 'Wait') return { kind: 'timer', ...instant('until', wakesAt(step, state)) }
  const attempt = step.attempts.at(-1)
  if (!attempt) return undefined
  if (attempt.error !== undefined) {
    return { kind: 'retry', error: attempt.error, tries: step.attempts.length, ...instant('at', nextTryAt(step, attempt, state)) }
  }
  const resource = attempt.resource ?? ''
  if (resource.includes(':activity:')) {
    return { kind: 'activity', activity: resource.split(':activity:')[1] ?? resource, isTaken: attempt.startedAt !== undefined }
  }
  if (resource.endsWith('.waitForTaskToken')) {
    const token = tokenIn(attempt.parameters)
    return { kind: 'token', ...(token === undefined ? {} : { token }) }
  }
  return /\.sync(:\d)?$/.test(resource) ? { kind: 'job', resource } : undefined
}

function instant<Key extends string>(key: Key, at: number | undefined): { [K in Key]?: number } {
  return (at === undefined ? {} : { [key]: at }) as { [K in Key]?: number }
}

function wakesAt(step: Step, state: JsonObject | undefined): number | undefined {
  if (!state) return undefined
  const seconds = state['Seconds'] ?? valueAt(step.input, state['SecondsPath'])
  if (typeof seconds === 'number') return step.startedAt + seconds * 1000
  const timestamp = state['Timestamp'] ?? valueAt(step.input, state['TimestampPath'])
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/** Follows a plain path of names, `$.a.b`; anything more is for the server to evaluate. */
function valueAt(input: string | undefined, path: Json | undefined): Json | undefined {
  if (typeof path !== 'string' || !/^\$(\.[A-Za-z_]\w*)+$/.test(path) || input === undefined) return undefined
  let value: Json | undefined
  try {
    value = JSON.parse(input) as Json
  } catch {
    return undefined
  }
  for (const name of path.split('.').slice(1)) value = isRecord(value) ? value[name] : undefined
  return value
}

/** When the retrier that takes on the last error tries again, unless its delay is random. */
function nextTryAt(step: Step, last: Attempt, state: JsonObject | undefined): number | undefined {
  const retriers = Array.isArray(state?.['Retry']) ? state['Retry'].filter((each): each is JsonObject => isRecord(each)) : []
  const retrier = retriers.find(each => takesOn(each, last.error))
  if (!retrier || retrier['JitterStrategy'] === 'FULL' || last.endedAt === undefined) return undefined
  const used = step.attempts.filter(attempt => attempt.error !== undefined && takesOn(retrier, attempt.error)).length
  const number = (key: string, usual: number) => (typeof retrier[key] === 'number' ? retrier[key] : usual)
  const seconds = number('IntervalSeconds', 1) * number('BackoffRate', 2) ** (used - 1)
  return last.endedAt + Math.min(seconds, number('MaxDelaySeconds', Number.POSITIVE_INFINITY)) * 1000
}

function takesOn(retrier: JsonObject, error: string | undefined): boolean {
  const names = Array.isArray(retrier['ErrorEquals']) ? retrier['ErrorEquals'] : []
  return names.some(name => name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'))
}

/** 48 bytes as the server writes them; wherever the definition put `$$.Task.Token`. */
const TOKEN = /^[\w-]{64}$/

function tokenIn(parameters: string | undefined): string | undefined {
  let found: string | undefined
  try {
    JSON.parse(parameters ?? 'null', (_key, value: unknown) => {
      if (typeof value === 'string' && TOKEN.test(value)) found = value
      return value
    })
  } catch {
    return undefined
  }
  return found
}
