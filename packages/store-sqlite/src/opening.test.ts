import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'pasos-opening-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const child = fileURLToPath(new URL('./open-child.ts', import.meta.url))

/** What a process says that opens the folder, and how it ends. One that is left with a thread or a port never ends and fails the test. */
function opening(folder: string, before = ''): Promise<{ said: string; code: number | null }> {
  return new Promise(resolve => {
    const command = `${before} exec "$0" "$@"`
    execFile('bash', ['-c', command, process.execPath, child, folder], { timeout: 15_000 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : null) : 0
      resolve({ said: stdout + stderr, code })
    })
  })
}

const sound = join(root, 'sound')
beforeAll(async () => {
  expect(await opening(sound)).toEqual({ said: '', code: 0 })
})

function copyOfSound(name: string): string {
  const folder = join(root, name)
  cpSync(sound, folder, { recursive: true })
  return folder
}

const change = (sql: string) => (folder: string) => {
  const database = new DatabaseSync(join(folder, 'journal.db'))
  database.exec(sql)
  database.close()
}

const faults: Record<string, { spoil: (folder: string) => void; says: RegExp }> = {
  'the marker of something else': { spoil: folder => writeFileSync(join(folder, 'PASOS'), 'mine'), says: /not what Pasos writes/ },
  'a marker that is no file': {
    spoil(folder) {
      rmSync(join(folder, 'PASOS'))
      mkdirSync(join(folder, 'PASOS'))
    },
    says: /cannot be opened: EISDIR/,
  },
  'a newer format': { spoil: folder => writeFileSync(join(folder, 'PASOS'), 'Data folder of Pasos, format 99\n'), says: /newer version/ },
  'a newer schema': { spoil: change('PRAGMA user_version = 999'), says: /newer version of Pasos \(schema 999/ },
  'a journal that is no database': {
    spoil: folder => writeFileSync(join(folder, 'journal.db'), 'x'.repeat(10_000)),
    says: /not a database\)?\. Restore a backup/,
  },
  'a journal cut short': { spoil: folder => truncateSync(join(folder, 'journal.db'), 5_000), says: /malformed.*Restore a backup/ },
  'a journal without a table': { spoil: change('DROP TABLE documents'), says: /cannot be opened: .*no such table/ },
  'a damaged document': {
    spoil: change("INSERT INTO documents (kind, key, body, sum) VALUES ('role', 'r', '{}', 1)"),
    says: /the document role r is damaged\. Restore a backup/,
  },
  'a journal that is a folder': {
    spoil(folder) {
      rmSync(join(folder, 'journal.db'))
      mkdirSync(join(folder, 'journal.db'))
    },
    says: /unable to open.*must be able to write/,
  },
}

test.concurrent.for(Object.entries(faults))('%s: one line, and the process ends', async ([name, { spoil, says }]) => {
  const folder = copyOfSound(name)
  spoil(folder)
  const { said, code } = await opening(folder)
  expect(code).toBe(1)
  expect(said).toMatch(says)
  expect(said).toMatch(/^DataFolderError: [^\n]+\n$/)
})

test.concurrent('a disk without room, for a new folder and for one that is there: one line, and the process ends', async () => {
  const present = copyOfSound('no room, present')
  // A limit on the size of files stands for a full disk: writes beyond it fail.
  for (const [folder, blocks] of [
    [join(root, 'no room, new'), 0],
    [join(root, 'little room, new'), 20],
    [present, 20],
  ] as const) {
    const { said, code } = await opening(folder, `ulimit -f ${blocks};`)
    expect(`${code} ${said}`).toMatch(
      /^1 DataFolderError: [^\n]+ (Make room on its disk and start again|Its disk may be full or broken)\.\n$/,
    )
  }
})

test.concurrent('a folder that is a file: one line, and the process ends', async () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  const { said, code } = await opening(file)
  expect(`${code} ${said}`).toMatch(/^1 DataFolderError: [^\n]+\n$/)
})
