import { join } from 'node:path'
import type { ContentStore, DataStore } from '@pasos/engine'
import { contentSpace, entriesOf } from '@pasos/engine'
import type { CodeStore } from '@pasos/lambda'
import type { Vault } from '@pasos/store-sqlite'
import { archivesIn, keepSealed, readArchive } from './sealed-code.ts'

/** Archives of functions' code, by the SHA-256 of their bytes in hexadecimal: the id of the content that holds them. */
const SPACE = 'lambda.code'

/** Where code is that other machines have put there. */
export interface SharedCodePlace {
  contents: Pick<ContentStore, 'read'>
  data: Pick<DataStore, 'get' | 'scan'>
}

/** Unpacks here what is there and not here. */
export async function fetchSharedCode(local: CodeStore, { contents, data }: SharedCodePlace): Promise<void> {
  for await (const { key, value } of entriesOf(data, SPACE)) {
    if ((await local.archive(base64Of(key))) !== undefined) continue
    await local.put(await bytesOf(contents, String(value)))
  }
}

/** Puts the code of a data folder there, when that moves to another store. */
export async function shareCodeOf(folder: string, vault: Vault, place: { contents: ContentStore; data: DataStore }): Promise<void> {
  const root = join(folder, 'code')
  for (const hash of archivesIn(root)) await share(hash, readArchive(root, hash, vault), place)
}

/** The other way round: unpacks into a data folder the code that is in its store, where nobody looks for it any more. */
export async function ownCodeOf(folder: string, vault: Vault, place: { contents: ContentStore; data: DataStore }): Promise<void> {
  const root = join(folder, 'code')
  const { openCodeStore } = await import('@pasos/lambda')
  const local = openCodeStore(root)
  for await (const { key, value } of entriesOf(place.data, SPACE)) {
    const archive = await bytesOf(place.contents, String(value))
    if (vault.isPlain) await local.put(archive)
    else keepSealed(root, key, archive, vault)
    await forget(key, String(value), place)
  }
}

async function forget(key: string, id: string, { contents, data }: { contents: ContentStore; data: DataStore }): Promise<void> {
  await data.commit([
    { space: SPACE, key, value: undefined },
    { space: contentSpace, key: id, value: undefined },
  ])
  await contents.remove(id)
}

async function bytesOf({ read }: Pick<ContentStore, 'read'>, id: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of read(id)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** `key`: the SHA-256 in hexadecimal. */
async function share(key: string, archive: Uint8Array, { contents, data }: { contents: ContentStore; data: DataStore }): Promise<void> {
  if ((await data.get(SPACE, key)) !== undefined) return
  const { id } = await contents.write(once(archive))
  await data.commit([
    { space: contentSpace, key: id, value: '' },
    { space: SPACE, key, value: id },
  ])
  await contents.settle(id)
}

/**
 * Code that is on this machine, as it must be to run, and in the store, so that another machine can take over: what others have put there
 * is unpacked here before anything runs.
 */
export async function sharedCode(local: CodeStore, { contents, data }: { contents: ContentStore; data: DataStore }): Promise<CodeStore> {
  await fetchSharedCode(local, { contents, data })

  return {
    ...local,
    async put(archive) {
      const stored = await local.put(archive)
      if ('code' in stored) await share(hexOf(stored.code.sha256), archive, { contents, data })
      return stored
    },
    async collect(isUsed) {
      for await (const { key, value } of entriesOf(data, SPACE)) {
        if (!isUsed(base64Of(key))) await forget(key, String(value), { contents, data })
      }
      await local.collect(isUsed)
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}

function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex')
}
