import type { states } from '@pasos/wire'
import { invalidLogging } from './errors.ts'
import type { LoggingConfiguration } from './state-machine-record.ts'

const logGroup = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:./

/**
 * AWS keeps what it was given, with defaults filled in, even when the level is OFF.
 * @throws ApiError InvalidLoggingConfiguration
 */
export function loggingConfiguration(
  input: states.LoggingConfiguration | undefined,
  logGroupExists: (arn: string) => boolean,
): LoggingConfiguration {
  const level = input?.level ?? 'OFF'
  const destinations = input?.destinations ?? []
  if (destinations.length > 1 || (level !== 'OFF' && destinations.length !== 1)) {
    throw invalidLogging('Must specify exactly one Log Destination.')
  }
  const configuration: LoggingConfiguration = { level, includeExecutionData: input?.includeExecutionData ?? false }
  if (destinations.length === 0) return input?.destinations === undefined ? configuration : { ...configuration, destinations: [] }
  const arn = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn
  if (arn === undefined) throw invalidLogging('Must set valid CloudWatch Log Group ARN.')
  if (!logGroup.test(arn)) throw invalidLogging('Provided ARN is not CloudWatch Logs Log Group ARN.')
  if (!arn.endsWith(':*')) throw invalidLogging("Log Group ARN must be provided with '*' qualifier.")
  if (!logGroupExists(arn)) throw invalidLogging('Log Destination not found.')
  return { ...configuration, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: arn } }] }
}
