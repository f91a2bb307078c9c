import type { DataWrite } from './data-store.ts'
import type { TurnWrite } from './journal.ts'

/** Of what each row needs beside its texts. */
const rowBytes = 200

/** About how much memory a turn takes until it is on disk, and how much the write-ahead log grows by it. */
export function turnBytes({ created, changed, history, frames, data }: TurnWrite): number {
  const record = created ?? changed
  let bytes = 2 * rowBytes + (created?.input.length ?? 0) + (record?.output?.length ?? 0) + (record?.cause?.length ?? 0)
  for (const { text } of history) bytes += text.length
  for (const { text, task } of frames) {
    bytes += text.length
    if (task !== undefined) bytes += (task.body?.length ?? 0) + (task.submitted?.length ?? 0)
  }
  return data === undefined ? bytes : bytes + dataBytes(data)
}

export function dataBytes(writes: readonly DataWrite[]): number {
  let bytes = 0
  for (const write of writes) bytes += rowBytes + ('value' in write ? (write.value?.length ?? 0) : 0)
  return bytes
}
