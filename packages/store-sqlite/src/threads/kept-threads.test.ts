import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { type LentThread, lendThread } from './kept-threads.ts'

/** A thread's module of its own, so that nobody else has one of its kind: it tells its number and the file that it serves. */
const module = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { threadId } from 'node:worker_threads'
    import { serveStores } from '${new URL('./serve-stores.ts', import.meta.url).href}'
    serveStores(({ file, port }) => {
      if (file === 'bad') throw new Error('no such file')
      port.postMessage([threadId, file])
      if (file === 'short') port.once('message', () => { throw new Error('died of itself') })
      else port.close()
    })`)}`,
)

interface Served {
  id: number
  file: string
  thread: LentThread
}

function lend(file: string): { port: MessagePort; thread: LentThread } {
  const { port1, port2 } = new MessageChannel()
  return { port: port1, thread: lendThread(module, { file, port: port2 }, {}) }
}

async function served(by: ReturnType<typeof lend>): Promise<Served> {
  const [[id, file]] = (await once(by.port, 'message')) as [[number, string]]
  return { id, file, thread: by.thread }
}

const serve = (file: string): Promise<Served> => served(lend(file))

test('a thread that was given back serves the next store, with what that one says; stores at the same time have one each', async () => {
  const first = await serve('a')
  const beside = await serve('b')
  expect(beside.id).not.toBe(first.id)
  first.thread.giveBack()
  beside.thread.giveBack()
  const next = await serve('c')
  const another = await serve('d')
  expect([next.id, next.file]).toEqual([first.id, 'c'])
  expect([first.id, beside.id]).not.toContain(another.id)
  await Promise.all([next.thread.end(), another.thread.end()])
})

test('a thread that was ended serves no other store', async () => {
  const first = await serve('a')
  await first.thread.end()
  const next = await serve('b')
  expect(next.id).not.toBe(first.id)
  await next.thread.end()
})

test('who has a thread is told of its death, who had it before is not', async () => {
  const first = await serve('a')
  const told: unknown[] = []
  first.thread.onError(() => told.push('first'))
  first.thread.giveBack()
  const { thread } = lend('bad')
  const error = await new Promise(resolve => thread.onError(resolve))
  expect(error).toMatchObject({ message: 'no such file' })
  expect(told).toEqual([])
})

test('one that dies while nobody has it serves nobody, and is no error', async () => {
  const beginning = once(process, 'worker') as Promise<[Worker]>
  const lent = lend('short')
  const [worker] = await beginning
  const first = await served(lent)
  first.thread.giveBack()
  const end = new Promise(resolve => worker.once('exit', resolve))
  lent.port.postMessage('die')
  await end
  const next = await serve('a')
  expect(next.id).not.toBe(first.id)
  await next.thread.end()
})

test('a thread that waits for a store keeps no process alive', () => {
  const script = `
    import { MessageChannel } from 'node:worker_threads'
    import { lendThread } from '${new URL('./kept-threads.ts', import.meta.url).href}'
    const { port1, port2 } = new MessageChannel()
    const thread = lendThread(new URL(${JSON.stringify(module.href)}), { file: 'a', port: port2 }, {})
    port1.once('message', ([, file]) => {
      console.log(file)
      thread.giveBack()
    })`
  const { stdout, status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 30_000,
    encoding: 'utf8',
  })
  expect({ stdout, status, signal }).toEqual({ stdout: 'a\n', status: 0, signal: null })
})
