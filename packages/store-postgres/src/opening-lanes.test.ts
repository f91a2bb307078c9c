import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { noDeathMarks, type OwnedLane } from '@pasos/engine'
import { describe, expect, onTestFinished, test } from 'vitest'
import { joinPostgres } from './index.ts'
import { serverOfTests } from './testing/server-of-tests.ts'

const server = serverOfTests()

/** A PostgreSQL behind a port that it may be gone from, as when it fails over: what is connected is reset, and so is who comes. */
async function fickle(url: string): Promise<{ url: string; setAway(isAway: boolean): void }> {
  const sockets = new Set<Socket>()
  let isGone = false
  const front = createServer(near => {
    near.on('error', () => undefined)
    if (isGone) return void near.resetAndDestroy()
    const far = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
    far.on('error', () => undefined)
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) sockets.add(socket)
  })
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void front.close())
  const there = new URL(url)
  there.port = String((front.address() as AddressInfo).port)
  return {
    url: there.href,
    setAway(isAway) {
      isGone = isAway
      if (isAway) for (const socket of sockets) socket.destroy()
    },
  }
}

describe.runIf(server.isHere)('a database that is away as the home is opened', () => {
  const open = async () => {
    const { url, setAway } = await fickle(await server.newDatabase())
    const fatal: Error[] = []
    const node = await joinPostgres({ url, leaseMs: 1_500, onFatal: error => fatal.push(error) })
    const owned = [await node.seat.takeWhenFree(0), await node.seat.takeWhenFree(2)] as const
    setAway(true)
    const openLane = (lane: OwnedLane) =>
      node.openLane(
        lane,
        () => noDeathMarks,
        error => fatal.push(error),
      )
    return { node, owned, openLane, setAway, fatal }
  }

  test('is waited for, as it is by whoever looks who has which lane', async () => {
    const { node, owned, openLane, setAway, fatal } = await open()
    // It is another's when it can't be had at once.
    await expect(openLane(owned[1])).rejects.toThrow("can't be had")
    let isOver = false
    const opening = Promise.all([openLane(owned[0]), node.lanes()]).finally(() => {
      isOver = true
    })
    opening.catch(() => undefined)
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(isOver).toBe(false)
    setAway(false)
    const [store, lanes] = await opening
    expect(lanes[0]).toMatchObject({ lane: 0, node: node.seat.node })
    expect(await store.journal.documents()).toEqual([])
    await store.close()
    await node.leave()
    expect(fatal).toEqual([])
  }, 180_000)

  test('is waited for no longer by a node that ends', async () => {
    const { node, owned, openLane } = await open()
    const opening = [openLane(owned[0]), node.lanes()]
    const said = Promise.allSettled(opening)
    node.seat.stopWaiting()
    expect((await said).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await node.leave()
  }, 180_000)
})
