import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * Which executions the process is working on at this moment, in a small file that is never synced: it survives the death of the
 * process (not of the machine, whose death says nothing about an execution). One slot for the turn being computed, more for turns that
 * wait for an expression. A mark costs one write of 16 bytes into the page cache.
 */
export interface DeathMarks {
  /** What was being worked on when the former process died. */
  readonly found: readonly { number: number; event: number }[]
  /** Marks work on an event; answers the slot to clear. */
  mark(number: number, event: number, longRunning: boolean): number
  clear(slot: number): void
  close(): void
}

const slots = 64
const slotBytes = 16

export function openDeathMarks(file: string): DeathMarks {
  const found = existsSync(file) ? readMarks(readFileSync(file)) : []
  const descriptor = openSync(file, 'w')
  writeSync(descriptor, Buffer.alloc(slots * slotBytes))
  const buffer = Buffer.alloc(slotBytes)
  const free = Array.from({ length: slots - 1 }, (_, index) => index + 1)

  const put = (slot: number, number: number, event: number): void => {
    buffer.writeDoubleLE(number, 0)
    buffer.writeDoubleLE(event, 8)
    writeSync(descriptor, buffer, 0, slotBytes, slot * slotBytes)
  }

  return {
    found,
    mark(number, event, longRunning) {
      const slot = longRunning ? (free.pop() ?? 0) : 0
      put(slot, number, event)
      return slot
    },
    clear(slot) {
      put(slot, 0, 0)
      if (slot > 0) free.push(slot)
    },
    close() {
      closeSync(descriptor)
    },
  }
}

function readMarks(bytes: Buffer): { number: number; event: number }[] {
  const marks: { number: number; event: number }[] = []
  for (let at = 0; at + slotBytes <= bytes.length; at += slotBytes) {
    const number = bytes.readDoubleLE(at)
    if (number > 0) marks.push({ number, event: bytes.readDoubleLE(at + 8) })
  }
  return marks
}

/** For journals without a folder: nothing survives, so nothing is marked. */
export const noDeathMarks: DeathMarks = { found: [], mark: () => 0, clear: () => undefined, close: () => undefined }
