import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import type { Engine } from '@pasos/engine'
import { ZipFile } from 'yazl'
import { SEALING_KEY_FILE } from './door/sealing-key.ts'
import type { Route } from './listener.ts'

export interface BackupOptions {
  engine: Pick<Engine, 'backup'>
  folder: string
  report: (message: string, details: { error?: unknown }) => void
}

/**
 * `POST /_pasos/backup`: the data folder as it is at one moment, as a zip, while the server goes on. The journal is copied first and the
 * code last: code is only ever removed at start, so whatever the copy of the journal refers to is still there.
 */
export function backupRoute(options: BackupOptions): Route {
  return (request, response, { path }) => {
    if (request.method !== 'POST' || path !== '/_pasos/backup') return false
    request.resume()
    send(options, response).catch(error => {
      // Whoever asked for it went away: that is no defect, and wants no stack.
      if (response.destroyed) options.report('a backup was given up by its client', {})
      else options.report('a backup failed', { error })
      // A zip without its end is refused when it is read, so half a backup is never taken for a whole one.
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    })
    return true
  }
}

async function send({ engine, folder }: BackupOptions, response: ServerResponse): Promise<void> {
  const copy = join(folder, `backup-${randomUUID()}`)
  try {
    await engine.backup(copy)
    await copyLogs(join(folder, 'logs.db'), join(copy, 'logs.db'))
    const zip = new ZipFile()
    for (const name of readdirSync(copy)) if (name !== 'objects') addFile(zip, join(copy, name), name)
    for (const id of readdirSync(join(copy, 'objects'))) addFile(zip, join(copy, 'objects', id), `objects/${id}`, false)
    for (const hash of storedCode(join(folder, 'code'))) addFile(zip, join(folder, 'code', hash, 'archive.zip'), `code/${hash}.zip`, false)
    // Without it nothing that was encrypted could be read again.
    if (existsSync(join(folder, SEALING_KEY_FILE))) addFile(zip, join(folder, SEALING_KEY_FILE), SEALING_KEY_FILE)
    zip.end()
    response.writeHead(200, { 'content-type': 'application/zip', 'cache-control': 'no-store' })
    await pipeline(zip.outputStream, response)
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

function storedCode(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter(name => /^[0-9a-f]{64}$/.test(name)) : []
}
