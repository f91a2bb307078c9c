import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { historyChunks, plainVault, verify } from '@pasos/store-sqlite'
import type { Acknowledged } from '../oracle/check-evidence.ts'

export interface ImageJudgement {
  /** How many acknowledged effects were looked for. */
  acknowledged: number
  failures: string[]
  /** There is a journal with a schema in it, so that an engine can take it up. */
  isWhole: boolean
}

/** Looks for every acknowledged effect in a journal that a power failure left, and for damage. */
export function judgeImage(folder: string, log: string): ImageJudgement {
  const acknowledged = log
    .split('\n')
    .filter(Boolean)
    .flatMap(line => {
      const { acknowledged } = JSON.parse(line) as { acknowledged?: Acknowledged }
      return acknowledged ? [acknowledged] : []
    })
  const file = join(folder, 'journal.db')
  const failures: string[] = []
  if (!existsSync(file) || !hasSchema(file)) {
    if (acknowledged.length > 0) failures.push(`${acknowledged.length} acknowledged effects, but no journal`)
    return { acknowledged: acknowledged.length, failures, isWhole: false }
  }
  for (const { executionArn, what } of verify(file).damages) failures.push(`damage: ${executionArn} ${what}`)
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const find = database.prepare('SELECT number, input FROM executions WHERE arn = ?')
    const history = historyChunks(database, plainVault)
    for (const call of acknowledged) {
      const row = find.get(call.executionArn) as { number: number; input: string } | undefined
      if (!row) failures.push(`lost: ${call.call} of ${call.executionArn}`)
      else if (call.call === 'SendTaskSuccess') {
        if (![...history.forwards(row.number, 1)].some(({ events }) => events.includes(JSON.stringify(call.output))))
          failures.push(`lost: ${call.call} of ${call.executionArn}`)
      }
    }
  } finally {
    database.close()
  }
  return { acknowledged: acknowledged.length, failures, isWhole: true }
}

function hasSchema(file: string): boolean {
  try {
    // Opened for writing once: what the write-ahead log holds must be taken over before anybody only reads.
    const database = new DatabaseSync(file)
    try {
      return database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'executions'").get()?.['n'] === 1
    } finally {
      database.close()
    }
  } catch {
    return false
  }
}
