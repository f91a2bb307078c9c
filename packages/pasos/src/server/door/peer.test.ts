import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canTellPeers, findConnection, type Peer, peerOf } from './peer.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F93 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 111 1 0 20 4 30 10 -1
  12: 0100007F:C350 0100007F:1F93 01 00000000:00000000 02:00000400 00000000  1000        0 222 2 0 20 4 30 10 -1
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000100007F:1F93 01 00000000:00000000 00:00000000 00000000    33        0 333 1 0 20 4 30 10 -1
`

describe('the kernel’s list of sockets', () => {
  it('tells the user and the socket of the client’s end, also of one that speaks IPv4 through IPv6', () => {
    expect(findConnection(table, 50_000, 8083)).toEqual({ uid: 1000, inode: '222' })
    expect(findConnection(table, 50_001, 8083)).toEqual({ uid: 33, inode: '333' })
    expect(findConnection(table, 50_002, 8083)).toBeUndefined()
  })
})

describe.skipIf(!canTellPeers())('a connection', () => {
  let port: number
  let found: (peer: Peer) => void
  const server = createServer(socket => {
    found(peerOf(socket))
    socket.destroy()
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
    const child = spawn(command, args, { stdio: 'ignore', ...(uid === undefined ? {} : { uid }) })
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
    expect(await peerBy('sh', ['-c', `setsid "${process.execPath}" -e "${connecting()}" & exit`])).toBe('owner')
  })

  it.skipIf(process.getuid?.() !== 0)('of another user is a stranger’s', async () => {
    expect(await peerBy('sh', ['-c', `(exec setsid "${process.execPath}" -e "${connecting()}") & exit`], 65_534)).toBe('stranger')
  })
})
