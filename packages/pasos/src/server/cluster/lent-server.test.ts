import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { lentServer } from './lent-server.ts'

const others: RequestListener = (_request, response) => void response.end('others')
let listener = others
const server = createServer((request, response) => listener(request, response))
afterEach(() => server.close())

test('a server that is taken back serves others again, and what the home has not answered by then is refused', async () => {
  const lent = lentServer({ server, serve: given => (listener = given ?? others) }, () => true)
  const taken: ServerResponse[] = []
  lent.serve((_request, response) => void taken.push(response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = async () => {
    const answer = await fetch(url)
    return `${answer.status} ${await answer.text()}`
  }
  const asked: Promise<string>[] = []
  for (let at = 0; at < 4; at++) {
    asked.push(ask())
    await expect.poll(() => taken.length).toBe(at + 1)
  }
  for (const at of [0, 3]) {
    taken[at]!.end('home')
    expect(await asked[at]).toBe('200 home')
    await expect.poll(() => taken[at]!.closed).toBe(true)
  }
  const { cut } = lent.takeBack()
  expect(await ask()).toBe('200 others')
  // So long that it is still on its way.
  const long = 'home'.repeat(4_000_000)
  taken[1]!.end(long)
  cut()
  const [answered, refused] = await Promise.all(asked.slice(1, 3))
  expect([answered === `200 ${long}`, refused]).toEqual([true, '503 '])
})
