import { BlockList, isIP } from 'node:net'

/** Addresses that mean the machine, its network or nobody: RFC 6890 and what clouds tell their machines under. */
const inner = new BlockList()
for (const [network, bits] of [
  ...[
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
  ],
  ...[
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
  ],
  ...[
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
] as [string, number][]) {
  inner.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ...[
    // Unspecified, loopback, and the old kind in the form that nobody uses any more.
    ['::', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001:db8::', 32],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
    ['3fff::', 20],
    ['5f00::', 16],
  ],
  // Tunnels, behind which any address of the old kind may be.
  ...[
    ['2001::', 23],
    ['2002::', 16],
  ],
] as [string, number][]) {
  inner.addSubnet(network, bits, 'ipv6')
}

/** Whether an address is one that users' endpoints may not have. What is no address is. */
export function isInnerAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '')
  switch (isIP(plain)) {
    case 4:
      return inner.check(plain, 'ipv4')
    case 6:
      // BlockList looks through `::ffff:127.0.0.1` by itself.
      return inner.check(plain, 'ipv6')
    default:
      return true
  }
}
