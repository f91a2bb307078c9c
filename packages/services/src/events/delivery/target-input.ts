import { Datum, type JsonObject } from '@pasos/asl'
import type { eventbridge } from '@pasos/wire'
import type { BusEvent } from '../records/event.ts'
import { datumAt } from './event-path.ts'

/** What a target gets of an event, as text: all of it, a part, a constant, or what its template makes. */
export function targetInput(target: eventbridge.Target, event: BusEvent, rule: { arn: string; name: string }, ingestedAt: string): string {
  if (target.Input !== undefined) return target.Input
  const document = { ...event } as JsonObject
  if (target.InputPath !== undefined) return datumAt(document, target.InputPath)?.text ?? 'null'
  if (target.InputTransformer === undefined) return JSON.stringify(event)
  const { InputPathsMap = {}, InputTemplate = '' } = target.InputTransformer
  const values = new Map(Object.entries(InputPathsMap).map(([name, path]) => [name, datumAt(document, path)]))
  values.set('aws.events.rule-arn', new Datum(rule.arn))
  values.set('aws.events.rule-name', new Datum(rule.name))
  values.set('aws.events.event.ingestion-time', new Datum(ingestedAt))
  values.set('aws.events.event.json', new Datum(document))
  const { detail: _, ...withoutDetail } = document
  values.set('aws.events.event', new Datum(withoutDetail))
  return filled(InputTemplate, values)
}

/** `<name>` within quotes is text, bare it is JSON; what leads nowhere is empty. */
function filled(template: string, values: ReadonlyMap<string, Datum | undefined>): string {
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

function shown(found: Datum | undefined, isQuoted: boolean): string {
  if (found === undefined) return ''
  if (!isQuoted) return found.text
  const text = typeof found.value === 'string' ? found.value : found.text
  return JSON.stringify(text).slice(1, -1)
}
