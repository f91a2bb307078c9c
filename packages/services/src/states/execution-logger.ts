import type { HistoryEvent, HistoryEventType } from '@pasos/asl'
import type { Catalog, ExecutionSummary, FeedEntry, Follow, LogEvent, LogStore } from '@pasos/engine'
import { machineArnOfExecution, parseStateMachineArn } from './arn.ts'
import { detailsOf, withoutData } from './execution-data.ts'
import { withShortData } from './short-log-data.ts'
import { findMachine, findVersion, type LoggingConfiguration } from './state-machine-record.ts'

export interface LoggerDependencies {
  follow: Follow
  catalog: Catalog
  logs: LogStore
  /** The store's key of a log group, or nothing when the group does not exist (any more). `arn` ends in `:*`. */
  groupKey(arn: string): string | undefined
  uuid(): string
}

/**
 * Writes the history of executions to their state machine's log group, in AWS's format. Turns arrive after their commit, so a log
 * never tells of what did not happen, and none is passed over though the process be killed; at worst the last ones before that are
 * written twice. A group that is gone is passed over, as AWS does.
 *
 * @returns how to stop
 */
export function createExecutionLogger(deps: LoggerDependencies): () => void {
  const streams = createStreamNames(deps.uuid)
  const write = (entry: FeedEntry): boolean => {
    const configuration = configurationFor(deps.catalog, entry.execution)
    const arn = destinationOf(configuration)
    if (!configuration || arn === undefined) return false
    const lines = logLines(entry, configuration)
    const group = lines.length > 0 ? deps.groupKey(arn) : undefined
    if (group === undefined) return false
    deps.logs.append(group, streams(entry.execution, lines[0]!.timestamp), lines)
    return true
  }
  const tell = async (entries: readonly FeedEntry[]): Promise<void> => {
    const areWritten = entries.filter(write).length > 0
    if (areWritten) await deps.logs.written()
  }
  return deps.follow('execution-logs', tell, entry =>
    destinationOf(configurationFor(deps.catalog, entry.execution)) === undefined ? undefined : entry,
  )
}

/** The ARN of the group that anything is written to. */
function destinationOf(configuration: LoggingConfiguration | undefined): string | undefined {
  return configuration?.level === 'OFF' ? undefined : configuration?.destinations?.[0]?.cloudWatchLogsLogGroup.logGroupArn
}

/** A version logs as it was published; everything else as the machine is configured now. */
function configurationFor(catalog: Catalog, record: ExecutionSummary): LoggingConfiguration | undefined {
  // A child execution logs as its parent's machine does.
  const machineArn = record.mapRun === undefined ? record.stateMachineArn : machineArnOfExecution(record.executionArn)
  const version = record.stateMachineVersionArn && parseStateMachineArn(record.stateMachineVersionArn).version
  const published = version ? findVersion(catalog, machineArn, version) : undefined
  return (published ?? findMachine(catalog, machineArn))?.loggingConfiguration
}

/** The lines of a turn. Members stand in AWS's order; numbers are strings there. */
export function logLines({ execution, events }: FeedEntry, configuration: LoggingConfiguration): LogEvent[] {
  return events
    .filter(event => isLogged(event.type, configuration.level))
    .map(event => ({
      timestamp: event.timestamp,
      message: JSON.stringify({
        id: String(event.id),
        type: event.type,
        details: logDetails(event, configuration.includeExecutionData),
        previous_event_id: String(event.previousEventId),
        event_timestamp: String(event.timestamp),
        execution_arn: execution.executionArn,
        redrive_count: String(execution.redriveCount),
      }),
    }))
}

function logDetails(event: HistoryEvent, withExecutionData: boolean) {
  const details = detailsOf(event)?.[1] ?? {}
  return withExecutionData ? withShortData(details) : withoutData(details)
}

const FATAL: ReadonlySet<HistoryEventType> = new Set(['ExecutionAborted', 'ExecutionFailed', 'ExecutionTimedOut'])

/** Developer guide, "Log levels": ERROR has everything that failed, timed out or was aborted, and the entry of a Fail state. */
export function isLogged(type: HistoryEventType, level: LoggingConfiguration['level']): boolean {
  switch (level) {
    case 'ALL':
      return true
    case 'ERROR':
      return type === 'FailStateEntered' || /(?:Failed|TimedOut|Aborted)$/.test(type)
    case 'FATAL':
      return FATAL.has(type)
    case 'OFF':
      return false
    default:
      return level satisfies never
  }
}

/**
 * AWS's stream names: `states/MACHINE/2026-01-31-23-59/1a2b3c4d`, one a minute and machine. An execution keeps the stream it began
 * with, so that its story stands in one place.
 */
function createStreamNames(uuid: () => string): (record: ExecutionSummary, timestamp: number) => string {
  const newest = new Map<string, { minute: string; name: string }>()
  const running = new Map<string, string>()

  const streamOf = (machineArn: string, timestamp: number): string => {
    const minute = new Date(timestamp).toISOString().slice(0, 16).replace(/[T:]/g, '-')
    const known = newest.get(machineArn)
    if (known?.minute === minute) return known.name
    const name = `states/${parseStateMachineArn(machineArn).name}/${minute}/${uuid().slice(0, 8)}`
    newest.set(machineArn, { minute, name })
    return name
  }

  return (record, timestamp) => {
    const name = running.get(record.executionArn) ?? streamOf(record.stateMachineArn, timestamp)
    if (record.status === 'RUNNING') running.set(record.executionArn, name)
    else running.delete(record.executionArn)
    return name
  }
}
