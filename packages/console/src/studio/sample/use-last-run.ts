import type { Json } from '@pasos/asl'
import { emptyRun, foldHistory, nodeFacts } from '@pasos/graph/run'
import { useQuery } from '@tanstack/react-query'
import { findExecutions } from '../../api/executions.ts'
import { firstEvents } from '../../api/step-functions.ts'

/** What a state had in an execution. */
export interface StateSample {
  input: Json
  result?: Json
  variables: Readonly<Record<string, Json>>
}

/** What each state had in the machine's last execution, by its name. Nothing for a machine that never ran. */
export function useLastRun(arn: string | undefined): ReadonlyMap<string, StateSample> {
  const run = useQuery({ queryKey: ['last-run', arn], queryFn: () => lastRun(arn!), enabled: arn !== undefined, staleTime: 30_000 })
  return run.data ?? NOTHING
}

const NOTHING: ReadonlyMap<string, StateSample> = new Map()

async function lastRun(machine: string): Promise<ReadonlyMap<string, StateSample>> {
  const { records } = await findExecutions({ machine, limit: 1 })
  const [newest] = records
  if (!newest || newest.type === 'EXPRESS') return NOTHING
  const facts = nodeFacts(foldHistory(emptyRun(), await firstEvents(newest.executionArn)), new Map())
  const samples = new Map<string, StateSample>()
  for (const [name, { step }] of facts) {
    const input = jsonIn(step.input)
    if (input === undefined) continue
    const result = jsonIn(step.attempts.at(-1)?.output)
    const variables = Object.entries(step.variables ?? {}).map(([key, text]) => [key, jsonIn(text) ?? null] as const)
    samples.set(name, { input, variables: Object.fromEntries(variables), ...(result === undefined ? {} : { result }) })
  }
  return samples
}

/** Undefined for what is absent, cut off, or no JSON. */
export function jsonIn(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}
