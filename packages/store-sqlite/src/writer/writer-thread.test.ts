import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessagePort } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { plainVault } from '../encryption/vault.ts'
import { op } from './operations.ts'
import { startWriter, type WriterThread } from './writer-thread.ts'

const realPost = MessagePort.prototype.postMessage

test('a batch takes large writes by the quarter of a megabyte, also those that came while others were being written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-writer-'))
  const sent: number[] = []
  const post = vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation(function (this: MessagePort, message, ...rest) {
    const { operations } = message as { operations?: unknown[] }
    if (operations) sent.push(JSON.stringify(operations).length)
    return realPost.call(this, message, ...rest)
  })
  const writer = await startWriter(join(folder, 'journal.db'), plainVault, error => {
    throw error
  })
  const body = 'x'.repeat(50_000)
  const order: number[] = []
  await new Promise<void>(resolve => {
    for (let number = 0; number < 200; number++) {
      writer.operations.push(op.putData, 'space', String(number), body)
      writer.queued(error => {
        order.push(error ? -1 : number)
        if (order.length === 200) resolve()
      }, body.length)
    }
  })
  await writer.close()
  post.mockRestore()
  rmSync(folder, { recursive: true })
  expect(order).toEqual(Array.from({ length: 200 }, (_, number) => number))
  expect(Math.max(...sent)).toBeLessThan(400_000)
  expect(sent.length).toBeGreaterThan(25)
})

test('the log is begun anew for the pages that lone writes take, however short their texts are', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-writer-'))
  const checkpoints = new Set<object>()
  const post = vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation(function (this: MessagePort, message, ...rest) {
    if ('finishCheckpoint' in (message as object)) checkpoints.add(message as object)
    return realPost.call(this, message, ...rest)
  })
  const writer = await startWriter(join(folder, 'journal.db'), plainVault, error => {
    throw error
  })
  for (let number = 0; number < 900; number++)
    await new Promise<void>((resolve, reject) => {
      writer.operations.push(op.putData, 'space', 'key', String(number))
      writer.queued(error => (error ? reject(error) : resolve()), 100)
      writer.flush()
    })
  await vi.waitFor(() => expect(checkpoints.size).toBe(1), 10_000)
  await writer.close()
  post.mockRestore()
  rmSync(folder, { recursive: true })
})

test('a thread whose writer has failed writes for no other store; one that has closed its file does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-writer-'))
  let started = 0
  const count = (): void => void started++
  process.on('worker', count)
  const failures: Error[] = []
  const open = (name: string): Promise<WriterThread> => startWriter(join(folder, name), plainVault, error => failures.push(error))
  await (await open('a.db')).close()
  started = 0
  const broken = await open('b.db')
  expect(started).toBe(0)
  rmSync(join(folder, 'b.db'))
  broken.operations.push(op.putData, 'space', 'key', 'value')
  await expect(new Promise<void>((resolve, reject) => broken.queued(error => (error ? reject(error) : resolve()), 5))).rejects.toThrow(
    'deleted',
  )
  await broken.close()
  expect(failures).toHaveLength(1)
  await (await open('c.db')).close()
  expect(started).toBe(1)
  process.off('worker', count)
  rmSync(folder, { recursive: true })
})
