// Unit tests open some hundred stores, each of which waits for the disk as it should: half of their time, where the disk is slow. What they
// show is the same in memory, as nothing loses its power meanwhile; the end-to-end tests have a disk.
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'

const NEEDED_BYTES = 1024 ** 3

if (process.env.TMPDIR === undefined && hasRoom('/dev/shm')) {
  const folder = mkdtempSync('/dev/shm/pasos-tests-')
  process.env.TMPDIR = folder
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
}

/** Whether a file system in memory is there, and large enough: a container's has 64 MB unless it is told otherwise. */
function hasRoom(path) {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize >= NEEDED_BYTES
  } catch {
    return false
  }
}
