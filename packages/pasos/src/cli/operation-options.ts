import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ServerOptions } from '../server/open-server.ts'
import type { OtlpTarget } from '../server/traces/otlp-exporter.ts'
import { positiveNumber, wholeNumber } from './number-option.ts'

/** What an operator may ask of a server beyond what it serves. */
export interface OperationOptions {
  otlp?: OtlpTarget
  logFormat: 'text' | 'json'
  logRate: number
  functionLogRate: number
  backupEvery: number
  backupTo?: string
  backupKeep: number
  finishSeconds: number
}

const HOUR_MS = 3_600_000
const KILOBYTE = 1_000

/** Adds them to `pasos start`. */
export function addOperationOptions(command: Command): Command {
  return command
    .option('--finish-seconds <number>', 'at the end, let requests and functions under way take so long to finish', wholeNumber, 1)
    .addOption(
      new Option('--log-format <format>', 'json: a line on standard error for each request too').choices(['text', 'json']).default('text'),
    )
    .option('--log-rate <lines>', 'no more lines for requests than this a second', positiveNumber, 500)
    .option('--function-log-rate <kilobytes>', 'drop what a function logs beyond this a second; 0: nothing', wholeNumber, 5_000)
    .option('--backup-every <hours>', 'make a backup every so many hours; 0: none', hours, 0)
    .option('--backup-to <folder>', 'where backups are kept; without: a folder "backups" beside the data')
    .option('--backup-keep <number>', 'how many of those backups are kept', positiveNumber, 7)
    .option('--otlp <url>', 'send traces of executions to this OpenTelemetry collector, e.g. http://127.0.0.1:4318', collector)
}

/** The same for the server, whose data are in `folder`. */
export function operationOf(
  options: OperationOptions,
  folder: string,
): Pick<ServerOptions, 'otlp' | 'finishMs' | 'requestLinesPerSecond' | 'logBytesPerSecond' | 'backups'> {
  const { otlp, logFormat, logRate, functionLogRate, backupEvery, backupKeep, finishSeconds } = options
  const backups = { folder: resolve(options.backupTo ?? join(folder, '..', 'backups')), everyMs: backupEvery * HOUR_MS, keep: backupKeep }
  return {
    otlp,
    finishMs: finishSeconds * 1_000,
    requestLinesPerSecond: logFormat === 'json' ? logRate : undefined,
    logBytesPerSecond: functionLogRate * KILOBYTE,
    backups: backupEvery > 0 ? backups : undefined,
  }
}

function hours(text: string): number {
  const value = Number(text)
  // A timer knows no more than 24 days; of less than half a minute nobody has anything.
  if (text.trim() === '' || !(value === 0 || (value >= 0.01 && value <= 576)))
    throw new InvalidArgumentError('hours from 0.01 to 576, or 0')
  return value
}

/** The address of a collector as OpenTelemetry has it: without a path, traces go to `/v1/traces`. Headers come from the environment alone. */
function collector(text: string): OtlpTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new InvalidArgumentError('an address such as http://127.0.0.1:4318')
  if (url.pathname === '/') url.pathname = '/v1/traces'
  return { url: url.href, headers: headersOf(process.env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '') }
}

/** `name=value,name=value`, values percent-encoded: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
function headersOf(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap(pair => {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? []
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), decoded(value)]]
  })
  return Object.fromEntries(pairs) as Record<string, string>
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
