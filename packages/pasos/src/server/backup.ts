import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Engine } from '@pasos/engine'
import { ZipFile } from 'yazl'
import { SEALING_KEY_FILE } from './door/sealing-key.ts'
import type { Route } from './listener.ts'
import { archivesIn } from './sealed-code.ts'

export interface BackupOptions {
  engine: Pick<Engine, 'backup'>
  folder: string
  /** Bytes that the copy may take on the data folder's disk; nothing where that is not known. */
  roomBytes: () => number | undefined
  report: (message: string, details: { error?: unknown }) => void
}

export interface Backups {
  /**
   * Writes the data folder as it is at one moment, as a zip, while the server goes on, and ends the stream. One at a time: each needs as
   * much room as the journal. Rejects with BackupRefused when there is one already, or no room.
   */
  write(to: Writable): Promise<void>
  /** `POST /_pasos/backup`: the same as an answer. */
  route: Route
}

export class BackupRefused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'BackupRefused'
    this.status = status
  }
}

const COPY = /^backup-[0-9a-f-]{36}$/

/** Opens the one place that makes backups; copies that a process left when it was killed are removed. */
export function openBackups(options: BackupOptions): Backups {
  const { folder, report } = options
  for (const name of readdirSync(folder)) if (COPY.test(name)) rmSync(join(folder, name), { recursive: true, force: true })
  let isBusy = false

  async function write(to: Writable, begin: () => void = () => undefined): Promise<void> {
    if (isBusy) throw new BackupRefused(429, 'A backup is being made already.')
    if (!hasRoom(options)) throw new BackupRefused(507, 'The disk has no room for the copy that a backup needs.')
    isBusy = true
    try {
      await send(options, to, begin)
    } finally {
      isBusy = false
    }
  }

  const answer = (response: ServerResponse) =>
    write(response, () => response.writeHead(200, { 'content-type': 'application/zip', 'cache-control': 'no-store' }))

  return {
    write: to => write(to),
    route: (request, response, { path }) => {
      if (request.method !== 'POST' || path !== '/_pasos/backup') return false
      request.resume()
      answer(response).catch(error => {
        if (error instanceof BackupRefused) return refuse(response, error)
        // Whoever asked for it went away: that is no defect, and wants no stack.
        if (response.destroyed) report('a backup was given up by its client', {})
        else report('a backup failed', { error })
        // A zip without its end is refused when it is read, so half a backup is never taken for a whole one.
        if (response.headersSent) response.destroy()
        else response.writeHead(500).end()
      })
      return true
    },
  }
}

function refuse(response: ServerResponse, { status, message }: BackupRefused): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '30' }).end(JSON.stringify({ message }))
}

function hasRoom({ folder, roomBytes }: BackupOptions): boolean {
  const room = roomBytes()
  const bytes = ['journal.db', 'logs.db'].map(name => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
  return room === undefined || room > bytes[0]! + bytes[1]!
}

/** The journal is copied first and the code last: code is only ever removed at start, so whatever the copy of the journal refers to is still there. */
async function send({ engine, folder }: BackupOptions, to: Writable, begin: () => void): Promise<void> {
  const copy = join(folder, `backup-${randomUUID()}`)
  try {
    await engine.backup(copy)
    await copyLogs(join(folder, 'logs.db'), join(copy, 'logs.db'))
    const zip = new ZipFile()
    for (const name of readdirSync(copy)) if (name !== 'objects') addFile(zip, join(copy, name), name)
    for (const id of readdirSync(join(copy, 'objects'))) addFile(zip, join(copy, 'objects', id), `objects/${id}`, false)
    for (const { path, name } of storedCode(join(folder, 'code'))) addFile(zip, path, `code/${name}`, false)
    // Without it nothing that was encrypted could be read again.
    if (existsSync(join(folder, SEALING_KEY_FILE))) addFile(zip, join(folder, SEALING_KEY_FILE), SEALING_KEY_FILE)
    zip.end()
    begin()
    await pipeline(zip.outputStream, to)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

async function copyLogs(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true })
  try {
    await backup(source, to)
  } finally {
    source.close()
  }
}

function addFile(zip: ZipFile, path: string, name: string, compress = true): void {
  zip.addReadStreamLazy(name, { compress }, callback => callback(null, createReadStream(path)))
}

/** Of an encrypted folder the archives are copied as they are kept. */
function storedCode(folder: string): { path: string; name: string }[] {
  return archivesIn(folder).map(hash => {
    const sealed = { path: join(folder, `${hash}.sealed`), name: `${hash}.sealed` }
    return existsSync(sealed.path) ? sealed : { path: join(folder, hash, 'archive.zip'), name: `${hash}.zip` }
  })
}
