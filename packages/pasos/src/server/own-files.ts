import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Vault } from '@pasos/store-sqlite'
import { ROOT_KEY_FILE } from './door/root-key.ts'
import { readSealingKey, SEALING_KEY_FILE, writeSealingKey } from './door/sealing-key.ts'
import { archivesIn, keepSealed, readArchive } from './sealed-code.ts'

interface OpenFolder {
  folder: string
  vault: Vault
}

/** Copies into an encrypted folder what the server keeps in one beside the store: keys, and the code of functions. */
export function copyOwnFiles(from: OpenFolder, to: OpenFolder): void {
  copyKeys(from, to)
  const [source, target] = [join(from.folder, 'code'), join(to.folder, 'code')]
  mkdirSync(target, { recursive: true, mode: 0o700 })
  for (const hash of archivesIn(source)) keepSealed(target, hash, readArchive(source, hash, from.vault), to.vault)
}

/** Copies the keys that lie beside a store. */
export function copyKeys(from: OpenFolder, to: OpenFolder): void {
  if (existsSync(join(from.folder, ROOT_KEY_FILE))) copyFileSync(join(from.folder, ROOT_KEY_FILE), join(to.folder, ROOT_KEY_FILE))
  if (existsSync(join(from.folder, SEALING_KEY_FILE))) writeSealingKey(to.folder, readSealingKey(from.folder, from.vault), to.vault)
}
