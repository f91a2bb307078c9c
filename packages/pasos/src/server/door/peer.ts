import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Whose process is at the other end of a connection: the server's own user (or root), or somebody else. */
export type Peer = 'owner' | 'stranger'

const peers = new WeakMap<Socket, Peer>()

/**
 * Who opened this connection over loopback. Linux lists the sockets of this machine with their users: another user than the server's is
 * a stranger, and so is a process that the server itself started, which is a function. Found once for a connection, at its first
 * request. Where the kernel keeps no such list, everybody on this machine counts as the owner.
 */
export function peerOf(socket: Socket): Peer {
  const known = peers.get(socket)
  if (known) return known
  const peer = findPeer(socket)
  peers.set(socket, peer)
  return peer
}

/** Whether this machine can tell its users, and functions, from the owner. */
export function canTellPeers(): boolean {
  return process.platform === 'linux' && connectionTable() !== undefined
}

function findPeer({ remotePort, localPort, remoteAddress }: Socket): Peer {
  if (!isLoopback(remoteAddress)) return 'stranger'
  const table = connectionTable()
  if (table === undefined) return process.platform === 'linux' ? 'stranger' : 'owner'
  const row = findConnection(table, remotePort ?? 0, localPort ?? 0)
  const own = process.getuid?.() ?? 0
  if (!row || (row.uid !== own && row.uid !== 0)) return 'stranger'
  return isOfDescendant(row.inode) ? 'stranger' : 'owner'
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address)
}

/** The kernel's list of TCP sockets, IPv6 ones too: a client may speak IPv4 through such a socket. */
function connectionTable(): string | undefined {
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

/** The row of the client's own end. Its form: `sl local_address rem_address st queues timer retransmits uid timeout inode …`. */
export function findConnection(table: string, clientPort: number, serverPort: number): { uid: number; inode: string } | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  const end = new RegExp(
    `^ *\\d+: [0-9A-F]+:${hex(clientPort)} [0-9A-F]+:${hex(serverPort)} [0-9A-F]{2} \\S+ \\S+ \\S+ +(\\d+) +\\d+ +(\\d+)`,
    'm',
  )
  const found = end.exec(table)
  return found ? { uid: Number(found[1]), inode: found[2]! } : undefined
}

/** Whether a process that descends from the server holds the socket, or could: one that hides its files is not trusted. */
function isOfDescendant(inode: string): boolean {
  const wanted = `socket:[${inode}]`
  return descendants(process.pid).some(pid => openFiles(pid)?.includes(wanted) ?? !isGone(pid))
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
