import { type Attempt, emptyRun, foldHistory, type Step, stateDefinitions, type Waits, waitsOf } from '@pasos/graph/run'
import { limitIn } from './asked-wrongly.ts'
import type { ListDeps, Totals } from './execution-lists.ts'
import { newestFirst } from './newest-first.ts'
import { cursorOf, placeAt } from './walk-cursor.ts'

const DEFAULT_LIMIT = 60
const MOST = 200
const READ_AT_ONCE = 20
/** A call that has taken so long stops behind the execution that it is at. */
const LONGEST_MS = 300
/** Of each history, its last events: what waits has been entered in them, unless other branches went on far longer. */
const LOOKED_AT = 1_000

/** A step that goes on only when something happens outside of it. */
interface Wait {
  execution: { executionArn: string; stateMachineArn: string; name: string }
  step: Pick<Step, 'id' | 'name' | 'startedAt'> & { attempts: Omit<Attempt, 'parameters' | 'output' | 'cause'>[] }
  waits: Waits
}

export interface WaitsDeps extends Omit<ListDeps, 'index'> {
  index: ListDeps['index'] & { definition: (definitionId: string) => Promise<string | undefined> }
}

/** A page of what executions that run wait for; see the route. */
export async function findWaits(deps: WaitsDeps, totals: Totals, parameters: URLSearchParams) {
  const end = performance.now() + LONGEST_MS
  const limit = limitIn(parameters, { most: MOST, otherwise: DEFAULT_LIMIT })
  const machines = deps.catalog.list<{ stateMachineArn: string }>('stateMachine').map(each => each.stateMachineArn)
  let place = placeAt(parameters.get('cursor'))
  const running = (await totals(undefined))['RUNNING'] ?? 0
  const definitions = new Map<string, ReturnType<typeof stateDefinitions>>()
  const waits: Wait[] = []
  let seen = 0
  // Express executions wait for nobody: those that are only remembered are none of these.
  const walk = newestFirst(
    { ...deps, express: { of: () => [] } },
    { machines, statuses: ['RUNNING'], readAtOnce: READ_AT_ONCE, start: place },
  )
  for await (const next of walk) {
    if (seen > 0 && (seen >= limit || performance.now() > end)) return { waits, running, seen, cursor: cursorOf(place!) }
    if (next.record.type === 'STANDARD') waits.push(...(await waitsIn(deps, next.record, definitions)))
    seen++
    place = next.place
  }
  return { waits, running, seen }
}

/** None of an execution that has gone since it was listed. */
async function waitsIn(
  { index }: WaitsDeps,
  { executionArn, stateMachineArn, name }: Wait['execution'],
  definitions: Map<string, ReturnType<typeof stateDefinitions>>,
): Promise<Wait[]> {
  const record = await index.describe(executionArn)
  if (record?.status !== 'RUNNING') return []
  const { events } = await index.history(executionArn, { reverse: true, limit: LOOKED_AT })
  const states = definitions.get(record.definitionId) ?? stateDefinitions(await index.definition(record.definitionId))
  definitions.set(record.definitionId, states)
  return foldHistory(emptyRun(), events.reverse()).steps.flatMap((step): Wait[] => {
    const waits = waitsOf(step, states.get(step.name))
    return waits ? [{ execution: { executionArn, stateMachineArn, name }, step: briefly(step), waits }] : []
  })
}

/** Without what it was given, which may be large. */
function briefly({ id, name, startedAt, attempts }: Step): Wait['step'] {
  const last = attempts.slice(-1).map(({ parameters: _parameters, output: _output, cause: _cause, ...attempt }) => attempt)
  return { id, name, startedAt, attempts: last }
}
