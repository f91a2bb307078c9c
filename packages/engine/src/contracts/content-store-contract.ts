import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ContentStore } from '../ports/content-store.ts'

interface Opened {
  contents: ContentStore
  /** Opens again what a former process left; `named`: the ids that its commits named. */
  again: (named: readonly string[]) => Promise<ContentStore>
  close: () => Promise<void>
}

/** What every content store must do; run against memory and files alike. */
export function contentStoreContract(open: () => Promise<Opened>): void {
  let opened: Opened
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(() => opened.close())

  test('gives back what was written, whole or in part', async () => {
    const { contents } = opened
    const { id, bytes } = await contents.write(chunks('abc', '', 'defgh'))
    expect(bytes).toBe(8)
    await contents.settle(id)
    expect(await text(contents.read(id))).toBe('abcdefgh')
    expect(await text(contents.read(id, { from: 2, before: 5 }))).toBe('cde')
    expect(await text(contents.read(id, { from: 7, before: 100 }))).toBe('h')
  })

  test('can be read before it is settled, and settled more than once', async () => {
    const { contents } = opened
    const { id } = await contents.write(chunks('early'))
    expect(await text(contents.read(id))).toBe('early')
    await contents.settle(id)
    await contents.settle(id)
    expect(await text(contents.read(id))).toBe('early')
  })

  test('leaves nothing of a source that breaks off', async () => {
    const { contents } = opened
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half')
      throw new Error('gone')
    }
    await expect(contents.write(broken())).rejects.toThrow('gone')
  })

  test('copies are contents of their own', async () => {
    const { contents } = opened
    const first = await contents.write(chunks('shared'))
    await contents.settle(first.id)
    const second = await contents.copy(first.id)
    expect(second).toEqual({ id: expect.not.stringContaining(first.id), bytes: 6 })
    await contents.remove(first.id)
    await contents.remove(first.id)
    expect(await text(contents.read(second.id))).toBe('shared')
    await expect(text(contents.read(first.id))).rejects.toThrow()
  })

  test('after a restart keeps what was named, settled or not, and nothing else', async () => {
    const { contents } = opened
    const [settled, named, forgotten] = [
      await contents.write(chunks('1')),
      await contents.write(chunks('2')),
      await contents.write(chunks('3')),
    ]
    await contents.settle(settled.id)
    const next = await opened.again([settled.id, named.id])
    expect(await text(next.read(settled.id))).toBe('1')
    expect(await text(next.read(named.id))).toBe('2')
    await expect(text(next.read(forgotten.id))).rejects.toThrow()
  })
}

async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts).toString()
}
