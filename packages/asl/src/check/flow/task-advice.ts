import { parseResource } from '@pasos/integrations'
import type { CheckContext } from '../check-context.ts'
import { itemsOf, memberOf, membersOf, type Place, textOf } from '../place.ts'

const TIMEOUTS = ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath']
// $$.Task.Token in JSONPath, $states.context.Task.Token in JSONata.
const TOKEN = /\$\$\.Task\b|\$\$\['Task'\]|\$states\.context\.Task\b/
// The whole context has the token in it.
const CONTEXT = /^\$\$$|\$states(?:\.context)?(?![.\w])/

/** Waiting for a token that nobody gets, or for ever; passing one on that nobody waits for. */
export function analyseTask(state: Place, context: CheckContext): void {
  const integration = parseResource(textOf(state, 'Resource') ?? '')
  if (integration.kind !== 'service') return
  const name = String(state.key)
  adviseReach(state, integration.arn, context)
  if (integration.pattern === 'waitForTaskToken') {
    if (!canPassToken(state)) context.report('token-not-passed', state, { state: name })
    if (!TIMEOUTS.some(field => state.node.members?.has(field))) context.report('token-without-timeout', state, { state: name })
  } else if (integration.pattern === 'RR' && givesText(state, TOKEN)) context.report('token-not-awaited', state, { state: name })
}

/** What cannot run is said before it runs. */
function adviseReach(state: Place, resource: string, context: CheckContext): void {
  const why = context.whyNotRun?.(resource)
  if (why === undefined) return
  const at = memberOf(state, 'Resource') ?? state
  if (why === 'integration') context.report('integration-not-run', at, { state: String(state.key), resource })
  else context.report('service-nowhere', at, { state: String(state.key), service: why.service })
}

/** Whether a task hands its token on. AWS: that ends a `.sync` task too, with whatever comes with the token. */
export function canPassToken(state: Place): boolean {
  return givesText(state, TOKEN) || givesText(state, CONTEXT)
}

function givesText(state: Place, pattern: RegExp): boolean {
  const given = memberOf(state, 'Parameters') ?? memberOf(state, 'Arguments')
  return given !== undefined && hasText(given, pattern)
}

function hasText(place: Place, pattern: RegExp): boolean {
  const { value } = place.node
  if (typeof value === 'string') return pattern.test(value)
  return [...itemsOf(place), ...membersOf(place)].some(child => hasText(child, pattern))
}

/** AWS: 262,144 bytes of UTF-8 in a state's input or output. */
export const MAX_PAYLOAD = 262_144

/** Constant data that alone is more than a state may carry. */
export function analysePayload(state: Place, context: CheckContext): void {
  for (const field of ['Result', 'Parameters', 'Arguments', 'Output', 'ItemSelector', 'ResultSelector']) {
    const value = memberOf(state, field)
    if (value === undefined || value.node.end - value.node.start <= MAX_PAYLOAD) continue
    const size = JSON.stringify(value.node.value).length
    if (size > MAX_PAYLOAD) context.report('payload-size', value, { size: String(size), limit: String(MAX_PAYLOAD) })
  }
}
