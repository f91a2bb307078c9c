import type { HistoryEventType } from '@pasos/asl'
import type { FeedEntry } from '@pasos/engine'

const milestones: ReadonlySet<HistoryEventType> = new Set([
  'ExecutionStarted',
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
  'ExecutionRedriven',
] as const)

/** Whether a turn says that its execution began, went on or ended. */
export function hasMilestone({ events }: FeedEntry): boolean {
  return events.some(({ type }) => milestones.has(type))
}

/**
 * Of a turn what says that its execution began, went on or ended, without the payloads of its events: they would be kept in memory until
 * somebody has been told. Nothing for all other turns.
 */
export function milestonesOf({ execution, events }: FeedEntry): FeedEntry | undefined {
  const found: FeedEntry['events'][number][] = []
  for (const { id, previousEventId, timestamp, type } of events)
    if (milestones.has(type)) found.push({ id, previousEventId, timestamp, type })
  return found.length === 0 ? undefined : { execution: withoutTexts(execution), events: found }
}

/** Field by field: the record of an execution that is in memory has its input and output too. */
function withoutTexts(execution: FeedEntry['execution']): FeedEntry['execution'] {
  const { executionArn, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = execution
  const { definitionId, roleArn, name, type, status, startDate, stopDate, redriveCount } = execution
  const kept: FeedEntry['execution'] = { executionArn, stateMachineArn, definitionId, roleArn, name, type, status, startDate, redriveCount }
  if (stateMachineVersionArn !== undefined) kept.stateMachineVersionArn = stateMachineVersionArn
  if (stateMachineAliasArn !== undefined) kept.stateMachineAliasArn = stateMachineAliasArn
  if (stopDate !== undefined) kept.stopDate = stopDate
  return kept
}
