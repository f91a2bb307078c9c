import { type Command, InvalidArgumentError } from 'commander'
import type { OtlpTarget } from '../server/open-server.ts'

/** What an operator may ask of a server beyond what it serves. */
export interface OperationOptions {
  otlp?: OtlpTarget
}

/** Adds them to `pasos start`. */
export function addOperationOptions(command: Command): Command {
  return command.option('--otlp <url>', 'send traces of executions to this OpenTelemetry collector, e.g. http://127.0.0.1:4318', collector)
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
