import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The access key of the account's owner. */
export interface RootKey {
  accessKeyId: string
  secretAccessKey: string
}

/** Its name in a data folder. */
export const ROOT_KEY_FILE = 'root-key.json'

/** The key in a data folder; nothing where none was needed yet, or where it is not ours to read. */
export function readRootKey(folder: string): RootKey | undefined {
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(readFileSync(join(folder, ROOT_KEY_FILE), 'utf8')) as RootKey
    return typeof accessKeyId === 'string' && typeof secretAccessKey === 'string' ? { accessKeyId, secretAccessKey } : undefined
  } catch {
    return undefined
  }
}

/** The key of a data folder, made at first need and readable by nobody else. A file that cannot be read as a key is an error, not a new key. */
export function openRootKey(folder: string): RootKey {
  const path = join(folder, ROOT_KEY_FILE)
  if (existsSync(path)) {
    chmodSync(path, 0o600)
    const known = readRootKey(folder)
    if (!known) throw new Error(`${path} holds no key. Restore it, or remove it to get a new one.`)
    return known
  }
  const key = { accessKeyId: `AKIA${base32(10)}`, secretAccessKey: randomBytes(30).toString('base64') }
  writeFileSync(path, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  return key
}

/** As AWS's key ids: capital letters and the digits 2 to 7, eight for every five bytes. */
function base32(bytes: number): string {
  const bits = [...randomBytes(bytes)].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, group => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group, 2)]!)
}
