import { type HistoryEvent, isJsonObject, type Json, type JsonObject, parseJson } from '@pasos/asl'
import type { ExecutionIndex } from '@pasos/engine'
import { validation } from './errors.ts'

/** A state that an execution entered. */
export interface VisitedState {
  stateName: string
  /** Of the event that entered it. */
  eventId: number
  /** JSON text as recorded. */
  input: string
  /** As they were then. */
  variables: JsonObject
}

const PAGE = 1_000

/**
 * Finds the visit of a state, the last one unless an event says which, and the variables at that moment: what the states that were left
 * before it assigned, and what the execution began with, if it was a rerun itself.
 *
 * @param definition what the execution ran
 * @throws ApiError ValidationException for a state that was not entered, or that runs within another one
 */
export async function pointOf(
  index: Pick<ExecutionIndex, 'history'>,
  executionArn: string,
  definition: string,
  { stateName, eventId }: { stateName?: string; eventId?: number },
): Promise<VisitedState> {
  if (stateName === undefined && eventId === undefined) throw validation('Either stateName or eventId must be given.')
  const states = machineStates(definition)
  if (stateName !== undefined) refuseInner(states, stateName)
  let found: Omit<VisitedState, 'variables'> | undefined
  const variables: JsonObject = {}
  for await (const event of backwards(index, executionArn, eventId)) {
    if (found === undefined) {
      found = eventId === undefined || event.id === eventId ? entryOf(event, stateName) : undefined
      if (found === undefined && eventId !== undefined) throw notEntered(stateName, eventId)
      if (found !== undefined) refuseInner(states, found.stateName)
    } else for (const [name, value] of assignedBy(event, states)) if (!Object.hasOwn(variables, name)) variables[name] = value
  }
  if (found === undefined) throw notEntered(stateName, eventId)
  return { ...found, variables }
}

/** The states of the machine's own scope, by name. */
export function machineStates(definition: string): JsonObject {
  const { States: states } = JSON.parse(definition) as JsonObject
  return isJsonObject(states) ? states : {}
}

function notEntered(stateName: string | undefined, eventId: number | undefined) {
  const where = eventId === undefined ? '' : ` with event ${eventId}`
  return validation(
    stateName === undefined ? `No state was entered${where}.` : `The execution did not enter the state '${stateName}'${where}.`,
  )
}

/** Branches and iterations have no beginning of their own: they begin with the state they belong to. */
function refuseInner(states: JsonObject, name: string): void {
  if (Object.hasOwn(states, name)) return
  const outer = Object.entries(states).find(([, state]) => holds(state, name))
  if (outer === undefined) return
  throw validation(`The state '${name}' runs within the state '${outer[0]}'. Rerun the execution from '${outer[0]}'.`)
}

function holds(value: Json, name: string): boolean {
  if (Array.isArray(value)) return value.some(each => holds(each, name))
  if (!isJsonObject(value)) return false
  const { States: states, Branches: branches = null, ItemProcessor: processor = null, Iterator: iterator = null } = value
  if (isJsonObject(states)) return Object.hasOwn(states, name) || Object.values(states).some(state => holds(state, name))
  return [branches, processor, iterator].some(each => holds(each, name))
}

async function* backwards(
  index: Pick<ExecutionIndex, 'history'>,
  executionArn: string,
  newest: number | undefined,
): AsyncGenerator<HistoryEvent> {
  let after = newest === undefined ? undefined : newest + 1
  for (;;) {
    const { events, more } = await index.history(executionArn, { reverse: true, limit: PAGE, ...(after !== undefined && { after }) })
    yield* events
    const last = events.at(-1)
    if (!more || last === undefined) return
    after = last.id
  }
}

function entryOf(event: HistoryEvent, stateName: string | undefined): Omit<VisitedState, 'variables'> | undefined {
  const details = event['stateEnteredEventDetails']
  if (details === undefined || (stateName !== undefined && details['name'] !== stateName)) return undefined
  return { stateName: String(details['name']), eventId: event.id, input: String(details['input']) }
}

/** What an event of the machine's own scope says of variables. */
function assignedBy(event: HistoryEvent, states: JsonObject): [string, Json][] {
  const exited = event['stateExitedEventDetails']
  const details = event.type === 'ExecutionStarted' ? event['executionStartedEventDetails'] : exited
  if (details === undefined || (details === exited && !Object.hasOwn(states, String(details['name'])))) return []
  const assigned = details['assignedVariables']
  return isJsonObject(assigned) ? Object.entries(assigned).map(([name, text]) => [name, parseJson(String(text))]) : []
}
