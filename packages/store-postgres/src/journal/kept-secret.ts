import { randomBytes } from 'node:crypto'
import type { Readers } from '../connection/readers.ts'

/** A secret of the whole database, under a name. The first that asks makes it. */
export async function keptSecret({ rows, row }: Pick<Readers, 'rows' | 'row'>, name: string): Promise<Buffer> {
  const made = randomBytes(32).toString('hex')
  await rows('INSERT INTO settings VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, made])
  const kept = await row<{ value: string }>('SELECT value FROM settings WHERE name = $1', [name])
  return Buffer.from(kept!.value, 'hex')
}
