import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describeInterpreters } from '@pasos/lambda'
import { groupsState, sandboxLevel } from '@pasos/lambda/sandbox'
import { canTellPeers } from '../server/door/peer.ts'
import { type MessageKey, message } from './messages.ts'
import { findRunningServer } from './running-server.ts'

/** `bad` keeps a server from running here as it should; `note` is worth knowing. */
export interface Finding {
  what: string
  level: 'good' | 'note' | 'bad'
  text: string
}

export interface DoctorOptions {
  folder: string
  port: number
  version: string
}

/** Looks at this machine and this data folder as a server would. Changes nothing that it does not take back. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  return [
    finding('good', 'versions', 'doctorVersions', {
      version: options.version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    }),
    ...examineFolder(options.folder),
    examineDisk(options.folder),
    await examinePort(options),
    examineFiles(),
    sandboxLevel('auto') === 'bubblewrap' ? finding('good', 'sandbox', 'doctorSandbox') : finding('note', 'sandbox', 'doctorNoSandbox'),
    examineLimits(),
    canTellPeers() ? finding('good', 'peers', 'doctorPeers') : finding('note', 'peers', 'doctorNoPeers'),
    ...(await examineInterpreters()),
    examineClock(),
  ]
}

function finding(level: Finding['level'], what: string, key: MessageKey, parameters: Record<string, string | number> = {}): Finding {
  return { what, level, text: message(key, parameters) }
}

/** Whether the kernel bounds functions, or the server alone does. */
function examineLimits(): Finding {
  const state = groupsState()
  if (state === 'delegated') return finding('good', 'limits', 'doctorGroups')
  return finding('note', 'limits', state === 'kept' ? 'doctorGroupsKept' : 'doctorLimits')
}

function examineFolder(folder: string): Finding[] {
  if (!existsSync(folder)) return [finding('good', 'folder', 'doctorNewFolder', { folder })]
  const { mode, uid } = statSync(folder)
  const isOpen = (mode & 0o077) !== 0
  const isOurs = uid === (process.getuid?.() ?? uid)
  if (!isOurs && uid === 0 && isWritable(folder)) return [finding('note', 'folder', 'doctorVolume', { folder })]
  if (!isOurs) return [finding('bad', 'folder', 'doctorForeignFolder', { folder })]
  return [isOpen ? finding('note', 'folder', 'doctorOpenFolder', { folder }) : finding('good', 'folder', 'doctorFolder', { folder })]
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The nearest folder above that exists: where a new data folder would come to be. */
function existing(folder: string): string {
  const whole = resolve(folder)
  return existsSync(whole) ? whole : existing(dirname(whole))
}

/** Room, and how long it takes until something is really on the disk: every commit waits for that. */
function examineDisk(folder: string): Finding {
  const place = existing(folder)
  try {
    accessSync(place, constants.W_OK)
    const { bavail, bsize } = statfsSync(place)
    const times = timeFsync(place)
    const facts = { megabytes: Math.round((bavail * bsize) / 1e6), ms: times.toFixed(1) }
    if (bavail * bsize < 200e6) return finding('bad', 'disk', 'doctorDiskFull', facts)
    return times > 30 ? finding('note', 'disk', 'doctorDiskSlow', facts) : finding('good', 'disk', 'doctorDisk', facts)
  } catch (error) {
    return finding('bad', 'disk', 'doctorUnwritable', { folder: place, reason: (error as Error).message })
  }
}

/** Milliseconds, the middle one of nine. */
function timeFsync(place: string): number {
  const own = mkdtempSync(join(place, '.pasos-doctor-'))
  try {
    const file = openSync(join(own, 'probe'), 'w', 0o600)
    const times = Array.from({ length: 9 }, () => {
      const begun = performance.now()
      writeSync(file, randomBytes(4_096))
      fsyncSync(file)
      return performance.now() - begun
    })
    closeSync(file)
    return times.sort((a, b) => a - b)[4]!
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

async function examinePort({ port, version }: DoctorOptions): Promise<Finding> {
  const reason = await whyTaken(port)
  if (reason === undefined) return finding('good', 'port', 'doctorPort', { port })
  const server = await findRunningServer(port)
  if (server === undefined) return finding('note', 'port', 'doctorPortTaken', { port, reason })
  const { url, version: running, folder = '?' } = server
  if (running === version) return finding('good', 'port', 'doctorRunning', { url, running, folder })
  return finding('note', 'port', 'doctorRunningOther', { url, running, folder, version })
}

function whyTaken(port: number): Promise<string | undefined> {
  return new Promise(found => {
    const server = createServer()
    server.once('error', error => found(error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => found(undefined)))
  })
}

/** Linux: connections, functions and files of the store all need descriptors. */
function examineFiles(): Finding {
  const path = '/proc/self/limits'
  const limit = existsSync(path) ? Number(/^Max open files\s+(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1] ?? Number.NaN) : Number.NaN
  if (Number.isNaN(limit)) return finding('good', 'files', 'doctorFilesUnknown')
  return limit < 4_096 ? finding('note', 'files', 'doctorFewFiles', { limit }) : finding('good', 'files', 'doctorFiles', { limit })
}

async function examineInterpreters(): Promise<Finding[]> {
  return (await describeInterpreters()).map(({ family, version, hasAwsSdk }) => {
    const what = `runtime ${family}`
    if (version === undefined) return finding('note', what, 'doctorNoInterpreter', { family })
    return finding('good', what, family === 'provided' || hasAwsSdk ? 'doctorInterpreter' : 'doctorNoSdk', { family, version })
  })
}

/** A file written now carries the time of the file system; it should be that of this process. */
function examineClock(): Finding {
  const own = mkdtempSync(join(tmpdir(), 'pasos-doctor-'))
  const skew = Math.abs(statSync(own).mtimeMs - Date.now()) / 1000
  rmSync(own, { recursive: true, force: true })
  const isPlausible = Date.now() > Date.parse('2026-01-01') && skew < 60
  return isPlausible
    ? finding('good', 'clock', 'doctorClock', { time: new Date().toISOString() })
    : finding('bad', 'clock', 'doctorClockWrong', { time: new Date().toISOString() })
}
