import { crc32 } from 'node:zlib'

/** The archive of one file, not compressed: what Lambda makes of code that stands in a template. */
export function archiveOf(name: string, text: string): Buffer {
  const [path, content] = [Buffer.from(name), Buffer.from(text)]
  const [sum, size] = [crc32(content), content.length]
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  describe(local, 14, sum, size)
  local.writeUInt16LE(path.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  // Made on Unix, so that the mode counts: a file that all may read.
  central.writeUInt16LE((3 << 8) | 20, 4)
  central.writeUInt16LE(20, 6)
  describe(central, 16, sum, size)
  central.writeUInt16LE(path.length, 28)
  central.writeUInt32LE((0o100644 << 16) >>> 0, 38)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + path.length, 12)
  end.writeUInt32LE(local.length + path.length + size, 16)
  return Buffer.concat([local, path, content, central, path, end])
}

function describe(header: Buffer, at: number, sum: number, size: number): void {
  header.writeUInt32LE(sum, at)
  header.writeUInt32LE(size, at + 4)
  header.writeUInt32LE(size, at + 8)
}
