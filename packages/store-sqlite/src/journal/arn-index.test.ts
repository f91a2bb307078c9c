import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForReading } from '../database.ts'
import { plainVault } from '../encryption/vault.ts'
import { encodeWrite } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import { startWriter, type WriterThread } from '../writer/writer-thread.ts'
import { type ArnIndex, openArnIndex } from './arn-index.ts'

const tailSize = 100
let folder: string
let writer: WriterThread
let database: DatabaseSync
let index: ArnIndex

async function open(): Promise<void> {
  const file = join(folder, 'journal.db')
  writer = await startWriter(file, plainVault, error => {
    throw error
  })
  database = openForReading(file)
  index = openArnIndex(database, writer, tailSize)
}

async function close(): Promise<void> {
  await settled()
  await writer.close()
  database.close()
}

/** Until nothing more comes of what was written: a slice of the tail waits for the one before. */
async function settled(): Promise<void> {
  for (let round = 0; round < 4; round++) await new Promise<void>(resolve => writer.queued(() => resolve(), 0))
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-arns-'))
  await open()
})

afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

function add(executionArn: string, number: number): void {
  const created = {
    ...{ executionArn, stateMachineArn: 'm', definitionId: 'd', roleArn: 'r', name: 'n', type: 'STANDARD' as const },
    ...{ status: 'RUNNING' as const, startDate: 1, redriveCount: 0, input: '{}' },
  }
  encodeWrite(
    {
      ...{ number, created, frames: [], removedFrames: [], nextFrameId: 1, history: [] },
      ...{ setTimers: [], clearedTimers: [] },
    },
    plainVault,
    writer.operations,
  )
  index.added(executionArn, number)
  writer.queued(undefined, 0)
}

function addMany(from: number, to: number): void {
  for (let number = from; number <= to; number++) add(`arn:${number}`, number)
}

const inTable = (): number => (database.prepare('SELECT count(*) AS count FROM arns').get() as { count: number }).count

test('the tail is in memory only until it is long, then in the table', async () => {
  addMany(1, tailSize - 1)
  await settled()
  expect(inTable()).toBe(0)
  expect(index.candidates('arn:7')).toEqual([7])
  addMany(tailSize, tailSize)
  await settled()
  expect(inTable()).toBe(tailSize)
  expect(index.candidates('arn:7')).toEqual([7])
  expect(index.candidates('arn:unknown')).toEqual([])
})

test('a new process finds what is in the table and what is not', async () => {
  addMany(1, tailSize + 50)
  await close()
  await open()
  expect(index.candidates('arn:1')).toEqual([1])
  expect(index.candidates(`arn:${tailSize + 50}`)).toEqual([tailSize + 50])
})

test('what is written late, with a lower number, is found after a restart', async () => {
  addMany(2, tailSize + 1)
  add('late', 1)
  await close()
  await open()
  expect(index.candidates('late')).toEqual([1])
})

test('executions whose ARNs have one checksum are told apart by the caller, so all are named', async () => {
  const [one, other] = sameChecksum()
  add(one, 1)
  add(other, 2)
  expect(index.candidates(one)).toEqual([2, 1])
  addMany(3, tailSize + 3)
  await settled()
  expect(index.candidates(other)).toEqual([1, 2])
})

test('while the table takes a tail in, every execution is found, once', async () => {
  addMany(1, tailSize + 5)
  const seen = (): number[][] => [1, tailSize, tailSize + 5].map(number => index.candidates(`arn:${number}`))
  expect(seen()).toEqual([[1], [tailSize], [tailSize + 5]])
  // The slice is on disk, and who wrote it has not been told.
  writer.flush()
  const end = Date.now() + 10_000
  while (inTable() < tailSize && Date.now() < end);
  expect(inTable()).toBe(tailSize)
  expect(seen()).toEqual([[1], [tailSize], [tailSize + 5]])
  await settled()
  expect(seen()).toEqual([[1], [tailSize], [tailSize + 5]])
})

test('what the table has taken in is in memory no more, and the next tail follows', async () => {
  addMany(1, tailSize)
  await settled()
  writer.operations.push(op.unindexArn, crc32('arn:1'), 1)
  writer.queued(undefined, 0)
  await settled()
  expect(index.candidates('arn:1')).toEqual([])
  addMany(tailSize + 1, 2 * tailSize)
  await settled()
  expect(inTable()).toBe(2 * tailSize - 1)
})

test('a deleted execution is gone, also when the tail is on its way to the table', async () => {
  addMany(1, tailSize)
  index.removed(crc32('arn:9'), 9)
  index.removed(crc32('arn:2'), 2)
  await settled()
  expect(index.candidates('arn:9')).toEqual([])
  expect(index.candidates('arn:2')).toEqual([])
  expect(inTable()).toBe(tailSize - 2)
})

function sameChecksum(): [string, string] {
  const seen = new Map<number, string>()
  for (let at = 0; ; at++) {
    const text = `arn:execution:${at * 7919}:${at}`
    const former = seen.get(crc32(text))
    if (former !== undefined) return [former, text]
    seen.set(crc32(text), text)
  }
}
