import { InvalidArgumentError } from 'commander'
import { portNumber } from './number-option.ts'

/**
 * Where the other nodes reach this one; without a port any free one. Brackets around the host are always allowed, so that who puts an address there
 * need not know of which version it is; one of IPv6 has no end without them.
 */
export function nodeAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, port = '0'] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined) throw new InvalidArgumentError('HOST or HOST:PORT, an IPv6 address in brackets')
  return { host, port: portNumber(port) }
}
