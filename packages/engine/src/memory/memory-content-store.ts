import type { ContentStore } from '../ports/content-store.ts'

/** The reference: what a content store means, without a disk. `former`: what a former one kept. */
export function memoryContentStore(former: ReadonlyMap<string, Buffer> = new Map()): ContentStore & { held: ReadonlyMap<string, Buffer> } {
  const held = new Map(former)
  let serial = held.size
  const put = (bytes: Buffer): { id: string; bytes: number } => {
    const id = `content-${serial++}`
    held.set(id, bytes)
    return { id, bytes: bytes.length }
  }
  const get = (id: string): Buffer => {
    const bytes = held.get(id)
    if (!bytes) throw new Error(`there is no content ${id}`)
    return bytes
  }
  return {
    held,
    async write(source) {
      const parts: Uint8Array[] = []
      for await (const part of source) parts.push(part)
      return put(Buffer.concat(parts))
    },
    settle: async () => undefined,
    async *read(id, range) {
      const bytes = get(id)
      yield range ? bytes.subarray(range.from, range.before) : bytes
    },
    copy: async id => put(get(id)),
    async remove(id) {
      held.delete(id)
    },
  }
}
