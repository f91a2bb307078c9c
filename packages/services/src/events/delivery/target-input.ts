import type { eventbridge } from '@pasos/wire'
import type { BusEvent } from '../records/event.ts'
import { valueAt } from './event-path.ts'

/** What a target gets of an event, as text: all of it, a part, a constant, or what its template makes. */
export function targetInput(target: eventbridge.Target, event: BusEvent, rule: { arn: string; name: string }, ingestedAt: string): string {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null)
  if (target.InputTransformer === undefined) return JSON.stringify(event)
  const { InputPathsMap = {}, InputTemplate = '' } = target.InputTransformer
  const values = new Map<string, unknown>(Object.entries(InputPathsMap).map(([name, path]) => [name, valueAt(event, path)]))
  values.set('aws.events.rule-arn', rule.arn)
  values.set('aws.events.rule-name', rule.name)
  values.set('aws.events.event.ingestion-time', ingestedAt)
  values.set('aws.events.event.json', event)
  const { detail: _, ...withoutDetail } = event
  values.set('aws.events.event', withoutDetail)
  return filled(InputTemplate, values)
}

/** `<name>` within quotes is text, bare it is JSON; what leads nowhere is empty. */
function filled(template: string, values: ReadonlyMap<string, unknown>): string {
  let isQuoted = false
  let text = ''
  for (let at = 0; at < template.length; at++) {
    const letter = template[at]!
    const name = letter === '<' ? /^<([A-Za-z0-9._-]+)>/.exec(template.slice(at, at + 270))?.[1] : undefined
    if (name !== undefined && values.has(name)) {
      text += shown(values.get(name), isQuoted)
      at += name.length + 1
      continue
    }
    if (letter === '"' && template[at - 1] !== '\\') isQuoted = !isQuoted
    text += letter
  }
  return text
}

function shown(value: unknown, isQuoted: boolean): string {
  if (value === undefined) return ''
  if (!isQuoted) return JSON.stringify(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return JSON.stringify(text).slice(1, -1)
}
