import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { isLost } from './lost.ts'
import { connector } from './session.ts'

/** A server that refuses whoever comes, for this reason; answers its address, and how many have come. */
async function refusing(code: string, reason: string): Promise<{ address: string; come(): number }> {
  let come = 0
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      come++
      const fields = Buffer.from(`SFATAL\0C${code}\0M${reason}\0\0`)
      const head = Buffer.from('E\0\0\0\0')
      head.writeInt32BE(fields.length + 4, 1)
      socket.end(Buffer.concat([head, fields]))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, come: () => come }
}

test('every host is tried, also behind one that does not know the database, and what is told is no mere connection’s', async () => {
  const unknown = await refusing('3D000', 'database "pasos" does not exist')
  const starting = await refusing('57P03', 'the database system is starting up')
  for (const hosts of [
    [unknown, starting],
    [starting, unknown],
  ]) {
    const connect = connector(`postgres://pasos@${hosts.map(({ address }) => address).join(',')}/pasos`)
    await expect(connect()).rejects.toMatchObject({ code: '3D000', message: expect.stringContaining('does not exist') })
  }
  expect([unknown.come(), starting.come()]).toEqual([2, 2])
})

test('a host whose connection fails is told of where none says more', async () => {
  const { address } = await refusing('57P03', 'the database system is starting up')
  await expect(connector(`postgres://pasos@${address}/pasos`)()).rejects.toMatchObject({ code: '57P03' })
})

test('a connection that the server gave up within a transaction is lost, and what was asked may be asked again', () => {
  expect([{ code: '25P03' }, { code: '25006' }, { code: '23505' }].map(isLost)).toEqual([true, true, false])
})
