import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canRunNodeAs, ownNode } from '../testing/other-user.ts'
import { canTellPeers, connectionsTo, connectionTable, endsOf, meet, type Peer, peerFinder, peerOf } from './peer.ts'

const other = 65_534
const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F93 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 111 1 0 20 4 30 10 -1
  12: 0100007F:C350 0100007F:1F93 01 00000000:00000000 02:00000400 00000000  1000        0 222 2 0 20 4 30 10 -1
  13: 0200007F:C350 0100007F:1F93 01 00000000:00000000 02:00000400 00000000    66        0 666 2 0 20 4 30 10 -1
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000100007F:1F93 01 00000000:00000000 00:00000000 00000000    33        0 333 1 0 20 4 30 10 -1
   1: 00000000000000000000000001000000:C352 00000000000000000000000001000000:1F93 01 00000000:00000000 00:00000000 00000000    44        0 444 1 0 20 4 30 10 -1
`

describe('the kernel’s list of sockets', () => {
  it('tells the user and the socket of the client’s end, also of one that speaks IPv4 through IPv6', () => {
    const connections = connectionsTo(table, 8083)
    const from = (remotePort: number, remoteAddress = '127.0.0.1', localAddress = '127.0.0.1') =>
      connections.get(endsOf({ remotePort, remoteAddress, localAddress }))
    expect(from(50_000)).toEqual({ uid: 1000, inode: '222' })
    expect(from(50_001)).toEqual({ uid: 33, inode: '333' })
    expect(from(50_001, '::ffff:127.0.0.1', '::ffff:127.0.0.1')).toEqual({ uid: 33, inode: '333' })
    expect(from(50_002, '::1', '::1')).toEqual({ uid: 44, inode: '444' })
    // Another's connection from the same port of another address is not taken for it.
    expect(from(50_000, '127.0.0.2')).toEqual({ uid: 66, inode: '666' })
    expect(from(50_001, '127.0.0.2')).toBeUndefined()
    expect(from(50_000, '127.0.0.1', '127.0.0.2')).toBeUndefined()
    expect(connections.size).toBe(4)
  })
})

describe.skipIf(!canTellPeers())('a connection', () => {
  let port: number
  let found: (peer: Peer) => void
  let waitMs = 0
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    meet(socket)
    setTimeout(() => {
      found(peerOf(socket))
      socket.destroy()
    }, waitMs)
  })
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as { port: number }).port
  })
  afterAll(() => {
    server.close()
  })

  /** The peer that the server sees when this program connects. */
  async function peerBy(command: string, args: string[], uid?: number): Promise<Peer> {
    const seen = new Promise<Peer>(resolve => (found = resolve))
    const child = spawn(command, args, { stdio: 'ignore', cwd: ownNode.cwd, ...(uid === undefined ? {} : { uid }) })
    const peer = await seen
    child.kill()
    return peer
  }
  const connecting = () => `require('net').connect(${port}, '127.0.0.1').on('error', () => {}); setTimeout(() => {}, 5000)`

  it('of a process that the server started is a stranger’s, also one that it started in turn', async () => {
    expect(await peerBy(process.execPath, ['-e', connecting()])).toBe('stranger')
    expect(await peerBy('sh', ['-c', `"${process.execPath}" -e "${connecting()}"; true`])).toBe('stranger')
  })

  it('of a process that left its parent is the owner’s, as any other program of the same user', async () => {
    // Not before that parent is gone, which may take its time.
    const orphaned = `const wait = setInterval(() => { if (process.ppid === Number(process.env.SHELL_PID)) return; clearInterval(wait); ${connecting()} }, 5)`
    expect(await peerBy('sh', ['-c', `SHELL_PID=$$ setsid "${process.execPath}" -e "${orphaned}" & exit`])).toBe('owner')
  })

  it.skipIf(!canRunNodeAs(other))('of another user is a stranger’s', async () => {
    expect(await peerBy('sh', ['-c', `(exec setsid "${ownNode.command}" -e "${connecting()}") & exit`], other)).toBe('stranger')
  })

  it('whose other end is closed already is a stranger’s: the kernel lists it as root’s', async () => {
    waitMs = 300
    const leaving = `require('net').connect(${port}, '127.0.0.1', function () { this.end('GET'); setTimeout(() => process.exit(), 50) })`
    expect(await peerBy(process.execPath, ['-e', leaving])).toBe('stranger')
    waitMs = 0
  })

  it('of a process that the server started is a stranger’s, also where it ends as the kernel’s lists are looked at', async () => {
    const arrived = new Promise<Socket>(resolve => server.once('connection', resolve))
    const child = spawn(process.execPath, ['-e', connecting()], { stdio: 'ignore', cwd: ownNode.cwd })
    const isOver = () => /^State:\s+[ZX]/m.test(readFileSync(`/proc/${child.pid}/status`, 'latin1'))
    const finder = peerFinder(() => {
      const table = connectionTable()
      child.kill('SIGKILL')
      while (!isOver());
      return table
    })
    found = () => undefined
    const socket = await arrived
    finder.meet(socket)
    expect(finder.peerOf(socket)).toBe('stranger')
  })
})

it('one look at the kernel’s list serves all connections that came before it, and none that came after', () => {
  let looks = 0
  const finder = peerFinder(() => {
    looks++
    return table
  })
  const socket = (remotePort: number, localPort = 8083) =>
    ({ remotePort, localPort, remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' }) as unknown as Socket
  const [first, second, other] = [socket(50_000), socket(50_001), socket(50_000, 9_000)]
  for (const each of [first, second, other]) finder.meet(each)
  finder.peerOf(first)
  expect(finder.peerOf(second)).toBe(process.getuid?.() === 33 ? 'owner' : 'stranger')
  expect(looks).toBe(1)
  expect(finder.peerOf(other)).toBe('stranger')
  expect(looks).toBe(2)
  const later = socket(50_000)
  finder.meet(later)
  finder.peerOf(later)
  finder.peerOf(later)
  expect(looks).toBe(3)
  // One that nobody told of.
  finder.peerOf(socket(50_000))
  expect(looks).toBe(4)
})
