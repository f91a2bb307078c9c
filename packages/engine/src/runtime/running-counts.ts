import type { Due } from '../ports/journal.ts'

/** How many executions run, kept while they come and go. */
export interface RunningCounts {
  started(stateMachineArn: string): void
  ended(stateMachineArn: string): void
  of(stateMachineArn?: string): number
}

export function runningCounts(journal: Pick<Due, 'countsOfRunning'>): RunningCounts {
  const counts = new Map<string, number>()
  let total = 0

  const add = (arn: string, difference: number): void => {
    const count = (counts.get(arn) ?? 0) + difference
    total += difference
    if (count === 0) counts.delete(arn)
    else counts.set(arn, count)
  }

  for (const { stateMachineArn, count } of journal.countsOfRunning()) add(stateMachineArn, count)

  return {
    started: arn => add(arn, 1),
    ended: arn => add(arn, -1),
    of: arn => (arn === undefined ? total : (counts.get(arn) ?? 0)),
  }
}
