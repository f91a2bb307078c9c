import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PassThrough, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BackupOptions, openBackups } from './backup.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-backups-'))
  mkdirSync(join(folder, 'code'))
  const logs = new DatabaseSync(join(folder, 'logs.db'))
  logs.exec('CREATE TABLE t (a)')
  logs.close()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const copies = () => readdirSync(folder).filter(name => name.startsWith('backup-'))

function open(change: Partial<BackupOptions> = {}) {
  const engine = {
    backup: async (copy: string) => {
      mkdirSync(join(copy, 'objects'), { recursive: true })
      // More than a stream takes at once.
      writeFileSync(join(copy, 'objects', 'large'), Buffer.alloc(4_000_000, 1))
      writeFileSync(join(copy, 'journal.db'), 'journal')
    },
  }
  return openBackups({ engine, folder, roomBytes: () => undefined, report: () => undefined, ...change })
}

describe('a backup that nobody waits for', () => {
  it('leaves no copy, and the next one is made', async () => {
    const backups = open()
    const gone = new Writable({
      write(_chunk, _encoding, done) {
        done()
        this.destroy(new Error('gone away'))
      },
    })
    await expect(backups.write(gone)).rejects.toThrow('gone away')
    expect(copies()).toEqual([])
    const whole = new PassThrough()
    const read = buffer(whole)
    await backups.write(whole)
    expect((await read).length).toBeGreaterThan(4_000_000)
    expect(copies()).toEqual([])
  })

  it('stands in the way of no second one for longer than it lasts', async () => {
    const backups = open()
    const slow = new PassThrough()
    const first = backups.write(slow)
    await expect(backups.write(new PassThrough())).rejects.toMatchObject({ name: 'BackupRefused', status: 429 })
    slow.resume()
    await first
  })

  it('of a process that was killed is removed by the next one', () => {
    mkdirSync(join(folder, 'backup-12345678-1234-1234-1234-123456789012', 'objects'), { recursive: true })
    open()
    expect(copies()).toEqual([])
  })
})

it('a copy for which the disk has no room is not begun', async () => {
  await expect(open({ roomBytes: () => 100 }).write(new PassThrough())).rejects.toMatchObject({ status: 507 })
  expect(copies()).toEqual([])
})
