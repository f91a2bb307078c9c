import type { ExecutionFilter, ExecutionIndex, ExecutionRecord, ExecutionSummary } from '@pasos/engine'
import { AskedWrongly } from './asked-wrongly.ts'

/** What a list of executions is filtered by beyond status and name, which the index knows of. */
export interface Wanted {
  /** When they began, epoch milliseconds: not before `from`, and before `until`. */
  from: number
  until: number
  /** A part of the error's name, in lower case. */
  error: string
  /** A part of input, output, error or cause, in lower case. */
  text: string
}

/** Days and times as ISO 8601 has them; `Date.parse` would take `yesterday 1` for the first of January 2001. */
const ISO = /^(\d{4}|[+-]\d{6})-\d\d(-\d\d([T ].+)?)?$/i

/** Throws `AskedWrongly` for a time that is none. */
export function wantedOf(parameters: URLSearchParams): Wanted {
  const time = (name: string, none: number) => {
    const given = parameters.get(name)
    if (given === null || given === '') return none
    const at = /^-?\d+$/.test(given) ? Number(given) : ISO.test(given) ? Date.parse(given) : Number.NaN
    if (Number.isNaN(at)) throw new AskedWrongly(name, given, 'a time, as epoch milliseconds or in ISO 8601')
    return at
  }
  const words = (name: string) => (parameters.get(name) ?? '').toLowerCase()
  return { from: time('from', 0), until: time('until', Number.POSITIVE_INFINITY), error: words('error'), text: words('text') }
}

/** Whether each execution has to be read to know: then a page takes so long at most, and says where it stopped. */
export const looksInside = ({ error, text }: Wanted): boolean => error !== '' || text !== ''

export const isInTime = ({ from, until }: Wanted, { startDate }: Pick<ExecutionSummary, 'startDate'>): boolean =>
  startDate >= from && startDate < until

/** Whether an execution is what is looked for; it is read where only it can tell. */
export async function isWanted(
  wanted: Wanted,
  summary: ExecutionSummary,
  read: (executionArn: string) => Promise<ExecutionRecord | undefined>,
): Promise<boolean> {
  if (!isInTime(wanted, summary)) return false
  if (!looksInside(wanted)) return true
  const record = await read(summary.executionArn)
  if (record === undefined) return false
  const { input, output, error, cause } = record
  const isSo = (part: string, texts: (string | undefined)[]) => part === '' || texts.some(each => each?.toLowerCase().includes(part))
  return isSo(wanted.error, [error]) && isSo(wanted.text, [input, output, error, cause])
}

/**
 * The cursor at which a list has come to what began before `until`: cursors are execution numbers, which grow with time, so that it is found by
 * halves, in some twenty reads of one row among a million. Undefined where the list begins there anyway.
 */
export async function cursorAt(
  index: Pick<ExecutionIndex, 'list'>,
  filter: Pick<ExecutionFilter, 'stateMachineArn' | 'status'>,
  until: number,
): Promise<string | undefined> {
  const newest = await index.list({ ...filter, limit: 1 })
  const isEarlier = ({ records: [first] }: { records: ExecutionSummary[] }) => first === undefined || first.startDate < until
  if (isEarlier(newest)) return undefined
  let [low, high] = [0, Number(newest.cursor ?? 0)]
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2)
    if (isEarlier(await index.list({ ...filter, limit: 1, cursor: String(middle) }))) low = middle
    else high = middle - 1
  }
  return String(low)
}
