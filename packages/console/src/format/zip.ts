/** A file in an archive. `attributes` are those of the system that made it: on Unix the permissions, which say what may be run. */
export interface ZipEntry {
  name: string
  bytes: Uint8Array<ArrayBuffer>
  attributes: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_SIZE = 22
const CENTRAL_SIZE = 46
const LOCAL_SIZE = 30
const DEFLATED = 8
/** Names are UTF-8. */
const UTF8 = 0x0800
/** Made on Unix, so that attributes are its permissions. */
const UNIX = 3 << 8

/**
 * Reads a zip archive by its directory; folders are left out.
 * @throws Error for what is no such archive, or is compressed in another way
 */
export async function readZip(archive: Uint8Array<ArrayBuffer>): Promise<ZipEntry[]> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  let end = archive.length - END_SIZE
  while (end >= 0 && view.getUint32(end, true) !== END) end--
  if (end < 0) throw new Error('not a zip archive')
  const entries: ZipEntry[] = []
  let at = view.getUint32(end + 16, true)
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Error('a damaged zip archive')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(offset => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ]
    const name = new TextDecoder().decode(archive.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength))
    if (!name.endsWith('/')) {
      const bytes = await content(archive, view, {
        method: view.getUint16(at + 10, true),
        size: view.getUint32(at + 20, true),
        local: view.getUint32(at + 42, true),
      })
      entries.push({ name, bytes, attributes: view.getUint32(at + 38, true) })
    }
    at += CENTRAL_SIZE + nameLength + extraLength + commentLength
  }
  return entries
}

async function content(archive: Uint8Array<ArrayBuffer>, view: DataView, place: { method: number; size: number; local: number }) {
  const from = place.local + LOCAL_SIZE + view.getUint16(place.local + 26, true) + view.getUint16(place.local + 28, true)
  const packed = archive.slice(from, from + place.size)
  if (place.method === 0) return packed
  if (place.method !== DEFLATED) throw new Error(`compressed in a way that is not known (${place.method})`)
  return through(packed, new DecompressionStream('deflate-raw'))
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: DecompressionStream | CompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}

/** Makes a zip archive; the same entries give the same bytes. */
export async function writeZip(entries: readonly ZipEntry[]): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let at = 0
  for (const { name, bytes, attributes } of entries) {
    const path = new TextEncoder().encode(name)
    const packed = await through(bytes, new CompressionStream('deflate-raw'))
    const facts = { crc: crc32(bytes), packed: packed.length, size: bytes.length, name: path.length }
    parts.push(header(LOCAL, LOCAL_SIZE, facts), path, packed)
    directory.push(header(CENTRAL, CENTRAL_SIZE, { ...facts, attributes, at }), path)
    at += LOCAL_SIZE + path.length + packed.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = new DataView(new ArrayBuffer(END_SIZE))
  end.setUint32(0, END, true)
  end.setUint16(8, entries.length, true)
  end.setUint16(10, entries.length, true)
  end.setUint32(12, size, true)
  end.setUint32(16, at, true)
  return joined([...parts, ...directory, new Uint8Array(end.buffer)])
}

interface Facts {
  crc: number
  packed: number
  size: number
  name: number
  attributes?: number
  at?: number
}

/** A file's head, before its content or in the directory, which has two members more at its beginning and its end. */
function header(signature: number, size: number, facts: Facts): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(size))
  const isCentral = signature === CENTRAL
  const base = isCentral ? 6 : 4
  view.setUint32(0, signature, true)
  if (isCentral) view.setUint16(4, UNIX | 20, true)
  view.setUint16(base, 20, true)
  view.setUint16(base + 2, UTF8, true)
  view.setUint16(base + 4, DEFLATED, true)
  // The first day of zip's calendar: code that is the same makes an archive that is the same.
  view.setUint16(base + 8, 0x21, true)
  view.setUint32(base + 10, facts.crc, true)
  view.setUint32(base + 14, facts.packed, true)
  view.setUint32(base + 18, facts.size, true)
  view.setUint16(base + 22, facts.name, true)
  if (isCentral) {
    view.setUint32(38, facts.attributes ?? 0, true)
    view.setUint32(42, facts.at ?? 0, true)
  }
  return new Uint8Array(view.buffer)
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const table = Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!
  return ~crc >>> 0
}
