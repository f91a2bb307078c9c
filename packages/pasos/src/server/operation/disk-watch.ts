import { statfs } from 'node:fs/promises'

export interface DiskWatch {
  /** Bytes that are left for the server's user on the disk of the folder; nothing before the first look, or where none is possible. */
  freeBytes(): number | undefined
  /** Less is left than the reserve. */
  isLow(): boolean
  close(): void
}

interface Room {
  freeBytes: number
  sizeBytes: number
}

export interface DiskWatchOptions {
  folder: string
  /** What should stay free; of a small disk no more than a fiftieth. */
  reserveBytes: number
  /** How often to look. */
  everyMs?: number
  /** Bytes left, and the size of the disk; for tests. */
  look?: (folder: string) => Promise<Room>
}

/** Looks how much room there is, before the first answer and then every other second. */
export async function watchDisk({ folder, reserveBytes, everyMs = 2_000, look = roomOn }: DiskWatchOptions): Promise<DiskWatch> {
  let room: Room | undefined
  const update = async () => {
    room = await look(folder).catch(() => undefined)
  }
  await update()
  const timer = setInterval(update, everyMs)
  timer.unref()
  return {
    freeBytes: () => room?.freeBytes,
    isLow: () => room !== undefined && room.freeBytes < Math.min(reserveBytes, room.sizeBytes / 50),
    close: () => clearInterval(timer),
  }
}

async function roomOn(folder: string): Promise<Room> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize }
}
