import type { Due } from '../ports/journal.ts'

/** How many executions run, kept while they come and go. */
export interface RunningCounts {
  started(stateMachineArn: string): void
  ended(stateMachineArn: string): void
  of(stateMachineArn?: string): number
  /** Adds what runs in the journal. Once, before anything is started. */
  load(): Promise<void>
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

  return {
    started: arn => add(arn, 1),
    ended: arn => add(arn, -1),
    async load() {
      for (const { stateMachineArn, count } of await journal.countsOfRunning()) add(stateMachineArn, count)
    },
    of: arn => (arn === undefined ? total : (counts.get(arn) ?? 0)),
  }
}
