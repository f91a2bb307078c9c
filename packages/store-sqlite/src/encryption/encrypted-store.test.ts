import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { contentSpace, type Engine, openEngine, type Store, type TaskRunner } from '@pasos/engine'
import { sequence } from '@pasos/engine/sequence'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeDataFolder } from '../data-folder.ts'
import { addRowSum } from '../database.ts'
import { sqliteStore } from '../open-sqlite-store.ts'
import { verify } from '../verify.ts'
import { sealedRows } from '../writer/sums.ts'
import { copyEncrypted } from './copy-folder.ts'
import { openVault, readFolderKey, sealFolderKey } from './folder-key.ts'
import { createVault } from './vault.ts'

const MARKER = 'pasos-plaintext-marker'
const ownersKey = Buffer.alloc(32, 1)
let root: string
let folder: string
const engines: Engine[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pasos-encrypted-'))
  folder = join(root, 'data')
})
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
  rmSync(root, { recursive: true, force: true })
})

const fail = (error: Error): void => {
  throw error
}

/** An engine on the folder, with the store that it stands on, for what only services write. */
async function open(encryptionKey: Uint8Array | undefined = ownersKey, inFolder = folder): Promise<{ engine: Engine; store: Store }> {
  const silent: TaskRunner = { claims: () => true, run: () => undefined }
  let store: Store | undefined
  const engine = await openEngine({
    store: async onFatal => {
      store = await sqliteStore({ folder: inFolder, encryptionKey, packEveryMs: 20 })(onFatal)
      return store
    },
    ...{ connectors: [silent], accountId: '123456789012', region: 'us-east-1', onFatal: fail },
  })
  engines.push(engine)
  return { engine, store: store! }
}

async function closeAll(): Promise<void> {
  for (const engine of engines.splice(0)) await engine.close()
}

const arnOf = (name: string): string => `arn:aws:states:us-east-1:123456789012:execution:m:${name}`

async function start({ runtime }: Engine, name: string, ...words: string[]): Promise<void> {
  await runtime.start({
    ...{ executionArn: arnOf(name), name, stateMachineArn: 'machine', stateMachineName: 'm', roleArn: 'role', type: 'STANDARD' },
    ...{ input: JSON.stringify({ secret: `${MARKER} input of ${name}` }), definition: sequence(...words) },
  })
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** One of everything that a store keeps. */
async function fill(): Promise<string> {
  const { engine, store } = await open()
  await start(engine, 'ended', 'pass', 'fail')
  await engine.runtime.ended(arnOf('ended'))
  await start(engine, 'succeeded', 'pass')
  await engine.runtime.ended(arnOf('succeeded'))
  await start(engine, 'waiting', 'wait:100000')
  await start(engine, 'working', 'task:x')
  await engine.catalog.update('function', 'f', () => ({ next: { variables: { KEY: MARKER } }, result: undefined }))
  store.logs.append('group', 'stream', [{ timestamp: 1, message: `${MARKER} in a log` }])
  await store.logs.written()
  const { id } = await store.contents.write(bytesOf(MARKER.repeat(10_000)))
  await engine.data.commit([
    { space: contentSpace, key: id, value: '' },
    { space: 'secret', key: 'text', value: `${MARKER} of text` },
    { space: 'secret', key: 'bytes', value: Buffer.from(`${MARKER} of bytes`) },
  ])
  await store.contents.settle(id)
  const packed = new DatabaseSync(join(folder, 'journal.db'), { readOnly: true })
  for (let round = 0; round < 500 && packed.prepare('SELECT 1 FROM packed_history').get() === undefined; round++)
    await new Promise(resolve => setTimeout(resolve, 20))
  expect(packed.prepare('SELECT count(*) AS count FROM packed_history').get()).not.toEqual({ count: 0 })
  packed.close()
  return id
}

/** Files below a folder that hold the marker in any usual spelling. */
function holders(of = folder): string[] {
  const spellings = [0, 1, 2].map(shift => {
    const text = Buffer.from(`${' '.repeat(shift)}${MARKER}`).toString('base64')
    return text.slice(shift === 0 ? 0 : 4, -4)
  })
  return readdirSync(of, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => {
      const content = readFileSync(path).toString('latin1')
      return [MARKER, Buffer.from(MARKER, 'utf16le').toString('latin1'), Buffer.from(MARKER).toString('hex'), ...spellings].some(text =>
        content.includes(text),
      )
    })
}

describe('an encrypted data folder', () => {
  test('holds no plaintext of anything that was given to it, while it is open and afterwards, and gives all of it back', async () => {
    const id = await fill()
    expect(holders()).toEqual([])
    await closeAll()
    expect(holders()).toEqual([])

    const { engine, store } = await open()
    const record = (await store.journal.find(arnOf('ended')))?.record
    expect(record?.input).toContain(`${MARKER} input of ended`)
    expect(record?.status).toBe('FAILED')
    expect(engine.catalog.get('function', 'f')).toEqual({ variables: { KEY: MARKER } })
    expect((await store.logs.query('group', { limit: 1 }))[0]?.message).toBe(`${MARKER} in a log`)
    expect(await engine.data.get('secret', 'text')).toBe(`${MARKER} of text`)
    expect(Buffer.from((await engine.data.get('secret', 'bytes')) as Uint8Array).toString()).toBe(`${MARKER} of bytes`)
    const pieces: Uint8Array[] = []
    for await (const piece of store.contents.read(id, { from: 65_530, before: 65_560 })) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toBe(MARKER.repeat(10_000).slice(65_530, 65_560))
  })

  test('the same values in the clear are found by this search, or it would prove nothing', async () => {
    const plain = join(root, 'plain')
    const other = await openEngine({
      ...{ store: sqliteStore({ folder: plain }), connectors: [], accountId: '123456789012', region: 'us-east-1', onFatal: fail },
    })
    await other.data.commit([{ space: 's', key: 'k', value: MARKER }])
    await other.close()
    writeFileSync(join(plain, 'base64'), Buffer.from(`12${MARKER}`).toString('base64'))
    expect(holders(plain)).toHaveLength(2)
  })

  test('goes on where it was, and an execution that waited is stopped with its input', async () => {
    await fill()
    await closeAll()
    const { engine, store } = await open()
    await engine.runtime.stop(arnOf('working'), { error: 'E', cause: `${MARKER} cause` })
    await engine.runtime.ended(arnOf('working'))
    const found = await store.journal.find(arnOf('working'))
    expect(found?.record).toMatchObject({ status: 'ABORTED', cause: `${MARKER} cause` })
    await closeAll()
    expect(holders()).toEqual([])
    expect(verify(join(folder, 'journal.db'), openVault(folder, ownersKey)).damages).toEqual([])
  })

  test.each([
    ['executions', 'input'],
    ['executions', 'output'],
    ['frames', 'body'],
    ['history', 'events'],
    ['packed_history', 'pack'],
    ['task_frames', 'body'],
    ['task_frames', 'command'],
    ['definitions', 'body'],
    ['documents', 'body'],
    ['data', 'value'],
    ['settings', 'value'],
  ])('one bit changed in %s.%s is found', async (table, column) => {
    await fill()
    await closeAll()
    const vault = openVault(folder, ownersKey)
    const copy = join(root, 'copy.db')
    cpSync(join(folder, 'journal.db'), copy)
    expect(verify(copy, vault).damages).toEqual([])
    const database = new DatabaseSync(copy)
    const where = table === 'settings' ? "name = 'token-secret'" : `${column} IS NOT NULL`
    const found = database.prepare(`SELECT ${column} AS value FROM ${table} WHERE ${where} LIMIT 1`).get() as { value: string | Uint8Array }
    const bytes = Buffer.from(found.value as string, typeof found.value === 'string' ? 'base64url' : undefined)
    bytes[bytes.length >> 1]! ^= 1
    const changed = typeof found.value === 'string' ? bytes.toString('base64url') : new Uint8Array(bytes)
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(changed, found.value)
    database.close()
    expect(verify(copy, vault).damages).not.toEqual([])
  })

  test('a backup is as encrypted, and opens under the same key', async () => {
    await fill()
    const target = join(folder, 'copy')
    await engines[0]!.backup(target)
    expect(holders()).toEqual([])
    expect(verify(join(target, 'journal.db'), openVault(target, ownersKey)).damages).toEqual([])
  })
})

describe('a copy under another key', () => {
  test('has every value and a right seal on each row, in places too that no double tells apart', async () => {
    await fill()
    await closeAll()
    const journal = new DatabaseSync(join(folder, 'journal.db'))
    // Execution 100,000,000: its place is beyond 2^53, and odd.
    const { changes } = journal.prepare('UPDATE task_frames SET place = (100000000 << 27) | 5').run()
    expect(changes).toBe(1)
    journal.close()
    const other = join(root, 'other')
    const otherKey = Buffer.alloc(32, 2)
    const [source, target] = [takeDataFolder(folder, ownersKey), takeDataFolder(other, otherKey)]
    await copyEncrypted(source, target)
    for (const held of [source, target]) held.release()
    const copied = new DatabaseSync(join(other, 'journal.db'))
    addRowSum(copied)
    for (const [table, columns] of Object.entries(sealedRows)) {
      const wrong = copied.prepare(`SELECT count(*) AS count FROM ${table} WHERE seal IS NOT row_sum(${columns.join(', ')})`).get()
      expect(wrong, table).toEqual({ count: 0 })
    }
    const place = copied.prepare('SELECT place FROM task_frames')
    place.setReadBigInts(true)
    expect(place.get()).toEqual({ place: (100_000_000n << 27n) | 5n })
    copied.close()
  })
})

describe('the key of an encrypted folder', () => {
  test('another key, none, and one for a folder that is not encrypted are refused in one line', async () => {
    await open()
    await closeAll()
    await expect(open(Buffer.alloc(32, 2))).rejects.toThrow(`This is not the key that ${folder} is encrypted with.`)
    await expect(
      openEngine({ store: sqliteStore({ folder }), connectors: [], accountId: '1', region: 'r', onFatal: fail }),
    ).rejects.toThrow(`${folder} is encrypted. Give its key with --encryption-key.`)
    const plain = join(root, 'plain')
    const engine = await openEngine({
      ...{ store: sqliteStore({ folder: plain }), connectors: [], accountId: '123456789012', region: 'us-east-1', onFatal: fail },
    })
    await engine.close()
    await expect(open(ownersKey, plain)).rejects.toThrow(`${plain} is not encrypted.`)
  })

  test('is sealed anew under another, and the values stay readable', async () => {
    const { engine } = await open()
    await engine.data.commit([{ space: 's', key: 'k', value: 'kept' }])
    await closeAll()
    const next = Buffer.alloc(32, 9)
    sealFolderKey(folder, next, readFolderKey(folder, ownersKey))
    await expect(open(ownersKey)).rejects.toThrow('This is not the key')
    const { engine: again } = await open(next)
    expect(await again.data.get('s', 'k')).toBe('kept')
  })

  test('lies in a file for its owner alone, and an older version of the program takes the folder for a newer one', async () => {
    await open()
    await closeAll()
    expect(statSync(join(folder, 'encryption.json')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'PASOS'), 'utf8')).toBe('Data folder of Pasos, format 2\n')
  })
})

test('the same value is never locked to the same bytes, and not by two openings with one nonce', () => {
  const key = Buffer.alloc(32, 3)
  const [one, other] = [createVault(key), createVault(key)]
  const locked = [one, one, other].map(vault => vault.lockText('the same'))
  expect(new Set(locked).size).toBe(3)
  expect(new Set(locked.map(text => text.slice(0, 34))).size).toBe(3)
  expect(locked.map(other.openText)).toEqual(['the same', 'the same', 'the same'])
})
