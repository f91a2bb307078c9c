import { type Attempt, emptyRun, foldHistory, type Step, stateDefinitions, type Waits, waitsOf } from '@pasos/graph/run'
import { type ListDeps, listExecutions, type Totals } from './execution-lists.ts'

const DEFAULT_LIMIT = 60
const MOST = 200
/** Executions are looked at in pages; a call that has taken so long stops behind the one it is at. */
const PAGE = 20
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
  const limit = Math.min(MOST, Math.max(1, Number(parameters.get('limit')) || DEFAULT_LIMIT))
  const end = performance.now() + LONGEST_MS
  const definitions = new Map<string, ReturnType<typeof stateDefinitions>>()
  const waits: Wait[] = []
  let cursor: string | undefined = parameters.get('cursor') ?? ''
  let [seen, running] = [0, 0]
  do {
    const query: Record<string, string> = {
      status: 'RUNNING',
      limit: String(Math.min(PAGE, limit - seen)),
      ...(cursor === '' ? {} : { cursor }),
    }
    const page: Awaited<ReturnType<typeof listExecutions>> = await listExecutions(deps, totals, new URLSearchParams(query))
    for (const record of page.records) if (record.type === 'STANDARD') waits.push(...(await waitsIn(deps, record, definitions)))
    seen += page.records.length
    running = page.counts['RUNNING'] ?? 0
    cursor = page.cursor
  } while (cursor !== undefined && seen < limit && performance.now() < end)
  return { waits, running, seen, ...(cursor === undefined ? {} : { cursor }) }
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
