import { compilePattern, type Pattern } from '../../event-pattern/compile-pattern.ts'
import type { MessageAttribute } from '../../sqs/records/message.ts'
import { messageFor, type Notification } from './notification.ts'
import type { SubscriptionRecord } from './subscription-record.ts'

const compiled = new Map<string, Pattern>()
const mostCompiled = 5_000

/** Whether a subscription wants this message: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html */
export function wants({ attributes, protocol }: SubscriptionRecord, notification: Notification): boolean {
  const text = attributes['FilterPolicy']
  if (text === undefined) return true
  const pattern = patternOf(text)
  if (attributes['FilterPolicyScope'] !== 'MessageBody') return pattern(documentOf(notification.attributes))
  const body = parsed(messageFor(notification, protocol))
  // What is no JSON object matches no policy.
  return typeof body === 'object' && body !== null && !Array.isArray(body) && pattern(body)
}

function patternOf(text: string): Pattern {
  let pattern = compiled.get(text)
  if (!pattern) {
    pattern = compilePattern(JSON.parse(text))
    if (compiled.size >= mostCompiled) compiled.clear()
    compiled.set(text, pattern)
  }
  return pattern
}

/** Attributes as a document: numbers as numbers, String.Array as a list, nothing binary. */
function documentOf(attributes: Record<string, MessageAttribute>): Record<string, unknown> {
  const entries = Object.entries(attributes).flatMap(([name, { type, text }]): [string, unknown][] => {
    if (text === undefined) return []
    if (type === 'String.Array') return [[name, parsed(text)]]
    return [[name, type.startsWith('Number') ? Number(text) : text]]
  })
  return Object.fromEntries(entries)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
