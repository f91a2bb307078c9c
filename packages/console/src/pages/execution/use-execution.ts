import { nodeFacts, stateDefinitions } from '@pasos/graph/run'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { findExecutions } from '../../api/executions.ts'
import { machineOfQuery } from '../../api/page-queries.ts'
import { describeExecution, describeMachine } from '../../api/step-functions.ts'
import { expressMachineArn } from '../../format/arn.ts'
import { distributedMaps } from '../../history/distributed-map.ts'
import { rerunOf } from '../../history/rerun-origin.ts'
import { useLiveExecution } from '../../live/use-live-execution.ts'
import { useKept } from './use-kept.ts'
import { useMapRuns } from './use-map-runs.ts'

/**
 * Everything the page of an execution knows. AWS answers nothing about Express executions; their record comes from the server's own list and
 * their definition is the state machine's present one.
 */
export function useExecution(arn: string) {
  const queries = useQueryClient()
  const [round, setRound] = useState(0)
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map())
  const expressMachine = expressMachineArn(arn)
  const description = useQuery({
    queryKey: ['execution', arn],
    queryFn: async () => (expressMachine === undefined ? describeExecution(arn) : await knownExpress(arn, expressMachine)),
    retry: false,
  })
  const machine = useQuery({
    ...machineOfQuery(arn),
    ...(expressMachine === undefined ? {} : { queryFn: () => describeMachine(expressMachine) }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const live = useLiveExecution(arn, description.data !== undefined, round)
  const { record, run, revision } = live
  const status = record?.status
  const described = description.data?.status
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` changes in place, `revision` says when.
  const ownFacts = useMemo(() => nodeFacts(run, chosen), [run, revision, chosen])
  const facts = useMapRuns(ownFacts)
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above; the graph sees a new set only when it has grown.
  const taken = useMemo(() => new Set(run.taken), [run, run.taken.size])
  const definition = machine.data?.definition
  const origin = live.events[0] && rerunOf(live.events[0])
  const kept = useKept(origin)
  const states = useMemo(() => stateDefinitions(definition), [definition])
  const mapsAround = useMemo(() => distributedMaps(states), [states])
  useEffect(() => {
    // Whether it can be redriven is only known to DescribeExecution, as of the status that it tells.
    if (status && described && status !== described) void queries.invalidateQueries({ queryKey: ['execution', arn] })
  }, [status, described, arn, queries])
  const choose = (map: string, iteration: number | undefined) => {
    const next = new Map(chosen)
    if (iteration === undefined) next.delete(map)
    else next.set(map, iteration)
    setChosen(next)
  }
  return {
    ...{ description, definition, states, mapsAround, live, record, run, revision, facts, taken, chosen, choose, origin, kept },
    canRedrive: description.data?.redriveStatus === 'REDRIVABLE' && status !== 'RUNNING',
    followAgain: () => setRound(round + 1),
  }
}

async function knownExpress(arn: string, machine: string): Promise<{ status?: string; redriveStatus?: string }> {
  const { records } = await findExecutions({ machine, search: arn, limit: 1 })
  if (records.length > 0) return {}
  const error = new Error(`Execution Does Not Exist: '${arn}'`)
  error.name = 'ExecutionDoesNotExist'
  throw error
}
