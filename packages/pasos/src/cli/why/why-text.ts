import { adviceText } from '@pasos/asl'
import type { Language } from '../language.ts'
import { type MessageKey, message } from '../messages.ts'
import { printable } from '../printable.ts'
import type { Explained } from './why.ts'

const HEADS = {
  SUCCEEDED: 'whySucceeded',
  RUNNING: 'whyRunning',
  FAILED: 'whyFailed',
  TIMED_OUT: 'whyTimedOut',
  ABORTED: 'whyAborted',
} as const satisfies Record<Explained['status'], MessageKey>

/** Data may be large: so many characters of it are shown. */
const MOST = 600

/** Everything that was found, for people. */
export function whyText(found: Explained, language: Language): string {
  const say = (key: MessageKey, facts: Record<string, string | number> = {}) => message(key, facts, language)
  const head = say(HEADS[found.status], { execution: found.execution })
  if (found.status === 'SUCCEEDED') return `${head}\n`
  const failure = [found.error, found.cause].filter(part => part).join(': ')
  const rows = [...whereRows(found, say), ...dataRows(found, say), ...deniedRows(found, say)]
  const width = Math.max(0, ...rows.map(([label]) => label.length))
  const table = rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`)
  const log = found.log ? [`${say('whyLogs', { name: found.log.function })}:`, ...found.log.lines.map(line => `  ${printable(line)}`)] : []
  const cure = found.advice ? adviceText(found.advice, language) : found.status === 'RUNNING' ? undefined : say('whyUnknown')
  const parts = [
    [head, ...(failure ? [printable(failure)] : [])],
    table,
    log,
    cure === undefined ? [] : [`${say('whyDo')}: ${printable(cure)}`],
  ]
  return `${parts
    .filter(part => part.length > 0)
    .map(part => part.join('\n'))
    .join('\n\n')}\n`
}

type Say = (key: MessageKey, facts?: Record<string, string | number>) => string
type Row = [label: string, text: string]

function whereRows({ state, expression }: Explained, say: Say): Row[] {
  const at = ({ position, location }: { position: { line: number; column: number }; location: string }) =>
    `${location} (${say('whyAt', { line: position.line, column: position.column })})`
  const rows: Row[] = []
  if (state) {
    const entered = say('whyEntered', { name: state.name, type: state.type, event: state.enteredEvent })
    rows.push([say('whyState'), state.place ? `${entered}, ${at(state.place)}` : entered])
  }
  if (expression) rows.push([say('whyExpression'), `${expression.text}, ${at(expression)}`])
  return rows
}

function dataRows({ misses, state }: Explained, say: Say): Row[] {
  if (misses.length === 0) return state?.input === undefined ? [] : [[say('whyInput'), short(state.input)]]
  return misses.flatMap(({ missing, present, available, nearest, value }) => {
    const what = say('whyNotThere', { missing, present, available: available.join(', ') || say('whyNothing') })
    const near = nearest === undefined ? '' : `; ${say('whyNearest', { nearest })}`
    return [
      [say('whySaw'), `${present} = ${short(value)}`],
      [say('whyMissing'), `${what}${near}`],
    ] as Row[]
  })
}

function deniedRows({ refusal, denial }: Explained, say: Say): Row[] {
  return refusal && denial ? [[say('whyDenied'), say('whyDeniedWhat', { ...refusal, principal: denial.principal })]] : []
}

function short(value: unknown): string {
  const text = JSON.stringify(value)
  return printable(text.length > MOST ? `${text.slice(0, MOST)}…` : text)
}
