import { text } from 'node:stream/consumers'

let reading: Promise<string> | undefined

/**
 * All that is piped in, once it has ended. A pipe whose writer is slow has nothing to read at first, which a synchronous read takes for
 * an error (EAGAIN).
 */
export function standardInput(): Promise<string> {
  reading ??= text(process.stdin)
  return reading
}
