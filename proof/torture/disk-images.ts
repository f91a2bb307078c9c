import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Ids } from '@pasos/engine'

/** One thing that a traced process did to a file of its data folder, or to the log of what it acknowledged. */
export type DiskOperation =
  | { kind: 'write'; file: string; at: number | 'end'; bytes: Buffer }
  | { kind: 'sync'; file: string }
  | { kind: 'truncate'; file: string; length: number }
  | { kind: 'rename'; file: string; to: string }
  | { kind: 'remove'; file: string }
  | { kind: 'log'; text: string }

const sector = 512
// Shared memory is rebuilt by whoever opens the database first; the lock and the logs are no business of executions.
const isIgnored = (file: string): boolean => /-shm$|^lock\.db|^logs\.db|^code|^run/.test(file)

/** Reads what strace wrote (-f -y -xx). A write counts from when it was asked for, a sync from when it was answered. */
export function readTrace(text: string, place: { folder: string; log: string }): DiskOperation[] {
  const operations: DiskOperation[] = []
  const unfinished = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest)
    if (resumed) {
      const begun = unfinished.get(pid) ?? ''
      unfinished.delete(pid)
      if (/^f(data)?sync/.test(begun)) take(begun + resumed[2]!)
      continue
    }
    const isUnfinished = rest.endsWith('<unfinished ...>')
    if (isUnfinished) unfinished.set(pid, rest.slice(0, -'<unfinished ...>'.length))
    if (isUnfinished && /^f(data)?sync/.test(rest)) continue
    take(isUnfinished ? rest.slice(0, -'<unfinished ...>'.length) : rest)
  }
  return operations

  function take(call: string): void {
    const [, name = '', path = ''] = /^(\w+)\(\d+<([^>]*)>/.exec(call) ?? []
    const plain = decodePath(path)
    if (name === 'write' && plain === place.log) {
      operations.push({ kind: 'log', text: firstString(call).toString('utf8') })
      return
    }
    const [, renamed = ''] = /^(rename|unlink)\(/.exec(call) ?? []
    if (renamed) {
      const [from, to] = strings(call).map(bytes => bytes.toString('utf8'))
      if (!from?.startsWith(place.folder) || isIgnored(basename(from))) return
      if (renamed === 'unlink') operations.push({ kind: 'remove', file: basename(from) })
      else operations.push({ kind: 'rename', file: basename(from), to: basename(to ?? from) })
      return
    }
    if (!plain.startsWith(`${place.folder}/`)) return
    const file = plain.slice(place.folder.length + 1)
    if (isIgnored(file)) return
    if (name === 'pwrite64')
      operations.push({
        kind: 'write',
        file,
        at: Number(/, (\d+)(\)|$| *<)/.exec(call.replace(/.*"\.*/s, ''))?.[1] ?? lastNumber(call)),
        bytes: firstString(call),
      })
    else if (name === 'write') operations.push({ kind: 'write', file, at: 'end', bytes: firstString(call) })
    else if (name === 'fsync' || name === 'fdatasync') {
      if (/= 0\b/.test(call)) operations.push({ kind: 'sync', file })
    } else if (name === 'ftruncate') operations.push({ kind: 'truncate', file, length: lastNumber(call) })
  }
}

/** The last argument of a call: `…, 8192) = 8192`, or cut off where it was unfinished. */
function lastNumber(call: string): number {
  return Number(/(\d+)\s*(?:\)\s*=.*)?$/.exec(call)?.[1])
}

function strings(call: string): Buffer[] {
  return [...call.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(match => Buffer.from(match[1]!.replaceAll('\\x', ''), 'hex'))
}

const firstString = (call: string): Buffer => strings(call)[0] ?? Buffer.alloc(0)

/** strace -xx writes paths of descriptors in hexadecimal too. */
function decodePath(path: string): string {
  return path.includes('\\x') ? Buffer.from(path.replaceAll('\\x', ''), 'hex').toString('utf8') : path
}

/**
 * Writes a folder as it may be found when the power fails after these operations. Answers the log of what had been acknowledged.
 * The directory itself is taken to be on disk at once.
 */
export function buildImage(operations: readonly DiskOperation[], folder: string, ids: Ids): string {
  const synced = new Map<string, number>()
  for (const [index, operation] of operations.entries()) if (operation.kind === 'sync') synced.set(operation.file, index)
  // All that was not synced, nothing of it, or some of it: the disk chooses.
  const mood = ids.random()
  const survives = (index: number, file: string): boolean => {
    if (index < (synced.get(file) ?? -1)) return true
    return mood < 0.4 ? false : mood < 0.6 ? true : ids.random() < 0.5
  }
  const files = new Map<string, Buffer>()
  let log = ''
  for (const [index, operation] of operations.entries()) {
    switch (operation.kind) {
      case 'log':
        log += operation.text
        break
      case 'write': {
        if (!survives(index, operation.file)) {
          if (!files.has(operation.file)) files.set(operation.file, Buffer.alloc(0))
          break
        }
        const isTorn = index > (synced.get(operation.file) ?? -1) && ids.random() < 0.2
        apply(files, operation, isTorn ? ids : undefined)
        break
      }
      case 'truncate':
        if (survives(index, operation.file)) resize(files, operation.file, operation.length)
        break
      case 'rename': {
        const moved = files.get(operation.file)
        files.delete(operation.file)
        if (moved) files.set(operation.to, moved)
        break
      }
      case 'remove':
        files.delete(operation.file)
        break
      case 'sync':
        break
      default:
        operation satisfies never
    }
  }
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
  return log
}

function apply(files: Map<string, Buffer>, { file, at, bytes }: Extract<DiskOperation, { kind: 'write' }>, tear: Ids | undefined): void {
  const place = at === 'end' ? (files.get(file)?.length ?? 0) : at
  if ((files.get(file)?.length ?? 0) < place + bytes.length) resize(files, file, place + bytes.length)
  const target = files.get(file)!
  for (let from = 0; from < bytes.length; from += sector) {
    if (tear && tear.random() < 0.5) continue
    bytes.copy(target, place + from, from, Math.min(from + sector, bytes.length))
  }
}

function resize(files: Map<string, Buffer>, file: string, length: number): void {
  const old = files.get(file) ?? Buffer.alloc(0)
  const next = Buffer.alloc(length)
  old.copy(next, 0, 0, Math.min(old.length, length))
  files.set(file, next)
}
