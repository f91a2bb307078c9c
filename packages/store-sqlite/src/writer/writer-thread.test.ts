import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessagePort } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { plainVault } from '../encryption/vault.ts'
import { op } from './operations.ts'
import { startWriter } from './writer-thread.ts'

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
      writer.operations.push(op.putData, 'space', String(number), body, 0)
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
      writer.operations.push(op.putData, 'space', 'key', String(number), 0)
      writer.queued(error => (error ? reject(error) : resolve()), 100)
      writer.flush()
    })
  await vi.waitFor(() => expect(checkpoints.size).toBe(1), 10_000)
  await writer.close()
  post.mockRestore()
  rmSync(folder, { recursive: true })
})
