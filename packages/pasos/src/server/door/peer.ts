import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Whose process is at the other end of a connection: the server's own user (or root), or somebody else. */
export type Peer = 'owner' | 'stranger'

/** What one look at the kernel's lists tells of connections to a port of the server. */
interface Look {
  serial: number
  port: number
  /** By both ends, see `endsOf`. */
  connections: ReadonlyMap<string, Connection>
  /** Sockets of processes that descend from the server; nothing when one of them hides its own, and so could have any. */
  held: ReadonlySet<string> | undefined
}

interface Connection {
  uid: number
  inode: string
}

/**
 * Who opened a connection over loopback. Linux lists the sockets of this machine with their users: another user than the server's is
 * a stranger, and so is a process that the server itself started, which is a function. Found once for a connection, at its first
 * request. Where the kernel keeps no such list, everybody on this machine counts as the owner.
 *
 * A look takes the main thread some milliseconds where there are many sockets and processes: so one look serves all connections that
 * were met before it.
 */
export function peerFinder(readTable: () => string | undefined) {
  const peers = new WeakMap<Socket, Peer>()
  /** How many looks there had been when a connection came. */
  const met = new WeakMap<Socket, number>()
  let looks = 0
  let last: Look | undefined

  const lookFor = (socket: Socket): Look | undefined => {
    const port = socket.localPort ?? 0
    const since = met.get(socket)
    if (last !== undefined && last.port === port && since !== undefined && last.serial > since) return last
    // First who holds what, then which sockets stand: of a process that ends between the two a socket would else be listed that nobody holds,
    // and so be taken for the owner's.
    const held = heldByDescendants()
    const table = readTable()
    last = table === undefined ? undefined : { serial: ++looks, port, connections: connectionsTo(table, port), held }
    return last
  }

  const find = (socket: Socket): Peer => {
    if (!isLoopback(socket.remoteAddress)) return 'stranger'
    const look = lookFor(socket)
    if (look === undefined) return process.platform === 'linux' ? 'stranger' : 'owner'
    const connection = look.connections.get(endsOf(socket))
    const own = process.getuid?.() ?? 0
    if (!connection || (connection.uid !== own && connection.uid !== 0)) return 'stranger'
    // Whoever has closed his end already is listed as nobody's, which looks like root's.
    if (connection.inode === '0') return 'stranger'
    return look.held === undefined || look.held.has(connection.inode) ? 'stranger' : 'owner'
  }

  return {
    /** To be told of a connection when it comes. */
    meet(socket: Socket): void {
      met.set(socket, looks)
    },
    peerOf(socket: Socket): Peer {
      const known = peers.get(socket)
      if (known) return known
      const peer = find(socket)
      peers.set(socket, peer)
      return peer
    },
  }
}

/** Of this machine. */
export const { meet, peerOf } = peerFinder(connectionTable)

/** Whether this machine can tell its users, and functions, from the owner. */
export function canTellPeers(): boolean {
  return process.platform === 'linux' && connectionTable() !== undefined
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address)
}

/** The kernel's list of TCP sockets, IPv6 ones too: a client may speak IPv4 through such a socket. */
export function connectionTable(): string | undefined {
  try {
    return readFileSync('/proc/net/tcp', 'latin1') + readIfThere('/proc/net/tcp6')
  } catch {
    return undefined
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/**
 * The clients' own ends of connections to a port, by both ends: the same port of the client may be taken on another loopback address.
 * The form of a row: `sl local_address rem_address st queues timer retransmits uid timeout inode …`.
 */
export function connectionsTo(table: string, serverPort: number): Map<string, Connection> {
  const port = hexPort(serverPort)
  const rows = new RegExp(`^ *\\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):${port} [0-9A-F]{2} \\S+ \\S+ \\S+ +(\\d+) +\\d+ +(\\d+)`, 'gm')
  const found = new Map<string, Connection>()
  for (const [, client, clientPort, server, uid, inode] of table.matchAll(rows))
    found.set(`${unmapped(client!)}:${clientPort} ${unmapped(server!)}`, { uid: Number(uid), inode: inode! })
  return found
}

/** The two ends of a connection as the kernel's list has them: the client's address and port, the server's address. */
export function endsOf({ remoteAddress, remotePort, localAddress }: Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress'>): string {
  return `${hexAddress(remoteAddress)}:${hexPort(remotePort ?? 0)} ${hexAddress(localAddress)}`
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}

/** Words of four bytes, each in the order of this machine: the lowest first. Of IPv6 only `::1` is on loopback. */
function hexAddress(address = ''): string {
  const bytes = address.replace(/^::ffff:/, '').split('.')
  if (bytes.length !== 4) return `${'0'.repeat(24)}01000000`
  return bytes.reduceRight((hex, byte) => hex + Number(byte).toString(16).toUpperCase().padStart(2, '0'), '')
}

/** IPv4 through a socket of IPv6 is IPv4. */
function unmapped(address: string): string {
  return address.startsWith('0000000000000000FFFF0000') ? address.slice(24) : address
}

/** The sockets of all processes that descend from the server; nothing when one hides its files. */
function heldByDescendants(): Set<string> | undefined {
  const held = new Set<string>()
  for (const pid of descendants(process.pid)) {
    const files = openFiles(pid)
    if (files === undefined && !isGone(pid)) return undefined
    for (const file of files ?? []) if (file.startsWith('socket:[')) held.add(file.slice('socket:['.length, -1))
  }
  return held
}

function descendants(pid: number): number[] {
  const children = listed(`/proc/${pid}/task`)
    .flatMap(task => readIfThere(`/proc/${pid}/task/${task}/children`).split(' '))
    .filter(text => text !== '')
    .map(Number)
  return children.flatMap(child => [child, ...descendants(child)])
}

/** What its descriptors lead to; nothing when it may not be seen. */
function openFiles(pid: number): string[] | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(fd => readLink(`/proc/${pid}/fd/${fd}`))
  } catch {
    return undefined
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** Ended, or ended and not yet buried (a zombie): neither has files. */
function isGone(pid: number): boolean {
  const status = readIfThere(`/proc/${pid}/status`)
  return status === '' || /^State:\s+[ZX]/m.test(status)
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
