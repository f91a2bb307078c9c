// biome-ignore lint/style/noRestrictedImports: arithmetic on addresses, no socket
import { BlockList, isIP } from 'node:net'

/** Whether an address lies in a range such as `10.0.0.0/8` or `2001:db8::/32`, or is that address. Not so for malformed ones. */
export function isInRange(address: string, range: string): boolean {
  const family = familyOf(address)
  const [network = '', bits] = range.split('/')
  if (family === undefined || familyOf(network) !== family) return false
  const prefix = bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits)
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > (family === 'ipv4' ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, prefix, family)
  return list.check(address, family)
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  switch (isIP(address)) {
    case 4:
      return 'ipv4'
    case 6:
      return 'ipv6'
    default:
      return undefined
  }
}
