import type { CheckContext, QueryLanguage } from '../check-context.ts'
import { itemsOf, memberOf, type Place, textOf } from '../place.ts'

/** Errors that end an execution whatever handlers there are (developer guide, "Error names"). */
const NEVER_HANDLED = new Set(['States.Runtime'])
const JSONPATH_ONLY = new Set(['States.ParameterPathFailure', 'States.ResultPathMatchFailure', 'States.IntrinsicFailure'])
const OWN_OF_TYPE: Readonly<Record<string, string>> = {
  'States.BranchFailed': 'Parallel',
  'States.ExceedToleratedFailureThreshold': 'Map',
  'States.ItemReaderFailed': 'Map',
  'States.ResultWriterFailed': 'Map',
}
// States.TaskFailed matches every error but a timeout (developer guide), of which a missed heartbeat is one.
const BEYOND_TASK_FAILED = new Set(['States.Timeout', 'States.HeartbeatTimeout', 'States.ALL'])

/** Retriers and catchers that can never apply. */
export function analyseHandlers(state: Place, language: QueryLanguage, context: CheckContext): void {
  const catchers = memberOf(state, 'Catch')
  const retriers = memberOf(state, 'Retry')
  if (catchers) checkList(itemsOf(catchers), 'catch', state, language, context)
  if (retriers) {
    const list = itemsOf(retriers)
    checkList(list, 'retry', state, language, context)
    const last = list.at(-1)
    if (last && memberOf(last, 'MaxAttempts')?.node.value === 0) context.report('retry-never', last)
  }
}

function checkList(
  handlers: readonly Place[],
  kind: 'catch' | 'retry',
  state: Place,
  language: QueryLanguage,
  context: CheckContext,
): void {
  const taken = new Map<string, number>()
  for (const [index, handler] of handlers.entries()) {
    const names = namesOf(handler)
    const impossible = names.filter(name => cannotHappen(name, state, language))
    const covered = names.filter(name => isTaken(name, taken))
    if (names.length > 0 && impossible.length === names.length) {
      context.report(`${kind}-impossible`, handler, { errors: names.join(', ') })
    } else if (names.length > 0 && covered.length + impossible.length === names.length) {
      const earlier = taken.get(covered[0]!) ?? taken.get('States.TaskFailed') ?? 0
      context.report(`${kind}-unreachable`, handler, { errors: covered.join(', '), earlier: String(earlier + 1) })
    }
    for (const name of names) if (!taken.has(name)) taken.set(name, index)
  }
}

function isTaken(name: string, taken: ReadonlyMap<string, number>): boolean {
  return taken.has(name) || (taken.has('States.TaskFailed') && !BEYOND_TASK_FAILED.has(name))
}

function cannotHappen(name: string, state: Place, language: QueryLanguage): boolean {
  const type = textOf(state, 'Type') ?? ''
  if (NEVER_HANDLED.has(name)) return true
  if (name === 'States.QueryEvaluationError') return language === 'JSONPath'
  if (JSONPATH_ONLY.has(name)) return language === 'JSONata'
  if (name === 'States.HeartbeatTimeout') return type === 'Task' && !hasHeartbeat(state)
  const owner = Object.hasOwn(OWN_OF_TYPE, name) ? OWN_OF_TYPE[name] : undefined
  // Errors of states inside reach a Map or Parallel state under their own names.
  return owner !== undefined && type === 'Task'
}

function hasHeartbeat(state: Place): boolean {
  return state.node.members?.has('HeartbeatSeconds') === true || state.node.members?.has('HeartbeatSecondsPath') === true
}

function namesOf(handler: Place): string[] {
  const names = memberOf(handler, 'ErrorEquals')?.node.value
  return Array.isArray(names) ? names.filter(name => typeof name === 'string') : []
}
