import type { AddressInfo } from 'node:net'
import { createServer, connect as dial, type Server, type Socket } from 'node:net'

/** A way to a server that can be cut as a network is: nothing comes through any more, and neither side is told. */
export interface Way {
  port: number
  cut(): void
  /** The same for those that are connected, for ever; who connects anew comes through. */
  forget(): void
  /** What was on its way comes through now, or, with `isReset`, both sides learn that the connections are gone. */
  mend(isReset: boolean): void
  close(): Promise<void>
}

/** A way over this machine's loopback interface to a port there. */
export async function openWay(to: number): Promise<Way> {
  const pairs = new Set<[Socket, Socket]>()
  let isCut = false

  const hold = (pair: [Socket, Socket]): void => {
    for (const socket of pair) socket.pause()
  }
  const server: Server = createServer({ allowHalfOpen: false, pauseOnConnect: true }, near => {
    const far = dial({ port: to, host: '127.0.0.1' })
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    // Without `pipe`, which would flow on by itself once one side has drained.
    const carry = (from: Socket, into: Socket): void => {
      from.on('data', chunk => {
        into.write(chunk)
      })
      from.on('error', () => into.destroy())
      from.on('close', () => {
        const isKnown = pairs.delete(pair)
        // Of one that has gone the other hears nothing while the way is cut.
        if (isCut) lost.push(into)
        else if (isKnown) into.destroy()
      })
    }
    carry(near, far)
    carry(far, near)
    if (isCut) hold(pair)
    else for (const socket of pair) socket.resume()
  })
  const lost: Socket[] = []
  const forgotten: [Socket, Socket][] = []
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true
      for (const pair of pairs) hold(pair)
    },
    forget() {
      for (const pair of pairs) hold(pair)
      forgotten.push(...pairs)
      pairs.clear()
    },
    mend(isReset) {
      isCut = false
      for (const socket of lost.splice(0)) socket.destroy()
      for (const [near, far] of pairs) {
        if (isReset) {
          near.resetAndDestroy()
          far.resetAndDestroy()
        } else {
          near.resume()
          far.resume()
        }
      }
    },
    async close() {
      for (const socket of [...pairs, ...forgotten].flat()) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
