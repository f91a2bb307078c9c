import { closeSync, constants, lstatSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { endianness } from 'node:os'
import { type DeathMarks, turnsAhead } from '@pasos/engine'

const slotsOfLong = 64
const quietMs = 1_000
const slotBytes = 16

export function openDeathMarks(file: string): DeathMarks {
  const found = isOurs(file) ? readMarks(readFileSync(file)) : []
  const descriptor = openOurs(file)
  writeSync(descriptor, Buffer.alloc((turnsAhead + slotsOfLong) * slotBytes))
  const ahead = new Float64Array(turnsAhead * 2)
  const long = new Float64Array(2)
  const free = Array.from({ length: slotsOfLong }, (_, index) => turnsAhead + index)
  let marked = 0
  let sweep: NodeJS.Timeout | undefined
  // A turn that takes long may still come to its end when the engine has closed: by then the descriptor may be that of another file.
  let isClosed = false

  const clearAhead = (): void => {
    if (isClosed) return
    clearTimeout(sweep)
    sweep = undefined
    ahead.fill(0)
    writeSync(descriptor, ahead, 0, marked * 8, 0)
    marked = 0
  }

  const putLong = (slot: number, number: number, event: number): void => {
    long[0] = number
    long[1] = event
    writeSync(descriptor, long, 0, slotBytes, slot * slotBytes)
  }

  return {
    found,
    markAhead(marks) {
      if (isClosed) return
      if (marks.length === 0) {
        if (marked > 0) sweep ??= setTimeout(clearAhead, quietMs).unref()
        return
      }
      clearTimeout(sweep)
      sweep = undefined
      for (let at = 0; at < marks.length; at++) ahead[at] = marks[at]!
      if (marked > marks.length) ahead.fill(0, marks.length, marked)
      writeSync(descriptor, ahead, 0, Math.max(marked, marks.length) * 8, 0)
      marked = marks.length
    },
    clearAhead,
    markLong(number, event) {
      const slot = isClosed ? 0 : (free.pop() ?? 0)
      if (slot > 0) putLong(slot, number, event)
      return slot
    },
    clearLong(slot) {
      if (slot === 0 || isClosed) return
      putLong(slot, 0, 0)
      free.push(slot)
    },
    close() {
      isClosed = true
      clearTimeout(sweep)
      closeSync(descriptor)
      // A clean end leaves nothing to blame.
      rmSync(file, { force: true })
    },
  }
}

/** Marks that nobody is to be blamed for. */
export function forgetDeathMarks(file: string): void {
  if (isOurs(file)) rmSync(file)
}

/** In memory the folder is everybody's: others could put a file, or a link to one of ours, where this one will be. */
function isOurs(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false })
  return found?.isFile() === true && (process.getuid === undefined || found.uid === process.getuid())
}

/** @throws Error where somebody else's file is in the way */
function openOurs(file: string): number {
  if (isOurs(file)) rmSync(file)
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
  return openSync(file, flags, 0o600)
}

function readMarks(bytes: Buffer): { number: number; event: number }[] {
  const marks: { number: number; event: number }[] = []
  for (let at = 0; at + slotBytes <= bytes.length; at += slotBytes) {
    const number = readDouble(bytes, at)
    if (number > 0) marks.push({ number, event: readDouble(bytes, at + 8) })
  }
  return marks
}

/** In this machine's own order of bytes: the file never leaves it. */
function readDouble(bytes: Buffer, at: number): number {
  return endianness() === 'LE' ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at)
}
