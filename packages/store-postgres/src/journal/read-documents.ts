import type { StoredDocument } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import { sumOf } from '../writer/sums.ts'
import { DamagedRow } from './damaged-row.ts'

type Row = StoredDocument & { sum: number }

/** A document that has changed; without a body it is gone. */
export interface ChangedDocument {
  kind: string
  key: string
  body?: string
}

/** All documents. Rejects when one is not what was written. */
export async function readDocuments({ rows }: Pick<Readers, 'rows'>): Promise<StoredDocument[]> {
  const found = await rows<Row>('SELECT kind, key, body, sum FROM documents ORDER BY kind, key')
  return found.map(({ sum, ...document }) => checked(document, sum))
}

/** How far the changes of documents go that are on disk. */
export async function documentRevision({ row }: Pick<Readers, 'row'>): Promise<number> {
  return (await row<{ revision: number }>('SELECT coalesce(max(revision), 0) AS revision FROM document_changes'))!.revision
}

/** Documents that have changed after a revision, as they are now, in the order of their changes. */
export async function changedDocuments(
  { rows }: Pick<Readers, 'rows'>,
  after: number,
): Promise<{ revision: number; changes: ChangedDocument[] }> {
  const found = await rows<{ kind: string; key: string; revision: number; body: string | null; sum: number | null }>(
    `SELECT c.kind, c.key, c.revision, d.body, d.sum FROM document_changes c LEFT JOIN documents d ON d.kind = c.kind AND d.key = c.key
     WHERE c.revision > $1 ORDER BY c.revision`,
    [after],
  )
  const changes = found.map(({ kind, key, body, sum }) => (body === null ? { kind, key } : checked({ kind, key, body }, sum!)))
  return { revision: found.at(-1)?.revision ?? after, changes }
}

function checked(document: StoredDocument, sum: number): StoredDocument {
  const { kind, key, body } = document
  if (sumOf(kind, key, body) !== sum) throw new DamagedRow(`the document ${kind} ${key} is damaged`)
  return document
}
