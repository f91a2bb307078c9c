import { memoryJournal, seededIds } from '@pasos/engine'
import { expect, test } from 'vitest'
import { openResponseDesk } from '../responses/response-desk.ts'
import { customResource } from './custom.ts'
import type { ResourceContext } from './resource-type.ts'

class Closing extends Error {}

function world() {
  const { data } = memoryJournal()
  const asked: { ResponseURL: string; RequestId: string }[] = []
  /** A life of the server, which functions reach there. */
  const life = (address: string) => {
    const desk = openResponseDesk({ data, ids: seededIds(), now: () => 0 })
    const over = Promise.withResolvers<never>()
    over.promise.catch(() => undefined)
    const context = {
      ...{ desk, stackId: 'stack', logicalId: 'Made', chosenName: 'name', begun: () => undefined, now: () => 0 },
      responseUrl: (token: string) => `${address}/${token}`,
      pause: () => over.promise,
      goesOnLater: (error: unknown) => error instanceof Closing,
      call: async (_scope: string, _operation: string, { Payload }: { Payload: Buffer }) => void asked.push(JSON.parse(Payload.toString())),
    } as unknown as ResourceContext
    const made = customResource('Custom::Thing').create(context, { ServiceToken: 'arn:aws:lambda:r:1:function:f' })
    made.catch(() => undefined)
    return { desk, made, end: () => over.reject(new Closing()) }
  }
  return { asked, life }
}

const tokenIn = (url: string): string => url.split('/').at(-1)!

test('a function that was told an address where nobody listens any more is asked again, for the same request, and one that was not is not', async () => {
  const { asked, life } = world()
  for (const address of ['http://one', 'http://one', 'http://two']) {
    const { made, end } = life(address)
    await expect.poll(() => asked.at(-1)?.ResponseURL.startsWith(address)).toBe(true)
    end()
    await expect(made).rejects.toBeInstanceOf(Closing)
  }
  expect(asked.map(({ ResponseURL }) => ResponseURL.slice(0, 10))).toEqual(['http://one', 'http://two'])
  expect(new Set(asked.map(({ RequestId }) => RequestId)).size).toBe(1)
  const { desk, made } = life('http://two')
  const { ResponseURL } = asked[1]!
  await desk.answer(tokenIn(ResponseURL), JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'p' }))
  expect(await made).toMatchObject({ id: 'p' })
  expect(asked).toHaveLength(2)
})
