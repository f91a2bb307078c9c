import type { IterationCounts, NodeFacts } from '@pasos/graph/run'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type DescribeMapRunOutput, describeMapRun } from '../../api/step-functions.ts'

const EVERY_MS = 1_000

/** The facts with the counts of distributed Maps, whose children are executions of their own and not in the parent's history. */
export function useMapRuns(facts: ReadonlyMap<string, NodeFacts>): ReadonlyMap<string, NodeFacts> {
  const distributed = [...facts].flatMap(([name, fact]) => (fact.step.mapRunArn ? [{ name, arn: fact.step.mapRunArn }] : []))
  const runs = useQueries({
    queries: distributed.map(({ arn }) => ({
      queryKey: ['mapRun', arn],
      queryFn: () => describeMapRun(arn),
      refetchInterval: (query: { state: { data: DescribeMapRunOutput | undefined } }) =>
        query.state.data?.status === 'RUNNING' ? EVERY_MS : (false as const),
    })),
  })
  const counts = runs.map(run => run.data?.itemCounts)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the counts are new objects each time; what they say is in the text.
  return useMemo(() => {
    if (distributed.length === 0) return facts
    const all = new Map(facts)
    distributed.forEach(({ name }, index) => {
      const count = counts[index]
      if (count) all.set(name, { ...facts.get(name)!, iterations: iterationsOf(count) })
    })
    return all
  }, [facts, JSON.stringify(counts)])
}

function iterationsOf(counts: NonNullable<DescribeMapRunOutput['itemCounts']>): IterationCounts {
  const { total = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = counts
  return { total, running, succeeded, failed: failed + timedOut, aborted }
}
