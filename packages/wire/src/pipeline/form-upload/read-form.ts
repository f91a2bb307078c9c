import { ApiError } from '../../operation.ts'

/** A form as browsers send it: its fields up to the file, whose bytes are still on their way. */
export interface UploadForm {
  /** By their names in small letters; of a field that comes twice, the last. */
  fields: Map<string, string>
  /** Nothing where the form has no file. */
  file?: { name: string; bytes: AsyncIterable<Uint8Array> }
}

/** AWS: "The form data and boundaries (excluding the contents of the file) cannot exceed 20 KB." */
const MOST_BEFORE_FILE = 20_000

const malformed = (): ApiError =>
  new ApiError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.', { httpStatus: 400 })

/**
 * Reads a form (RFC 7578) up to the bytes of its field `file`; what comes after those is not looked at, as AWS says.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 * @param contentType with the boundary in it
 * @throws MalformedPOSTRequest, MaxPostPreDataLengthExceeded
 */
export async function readForm(source: AsyncIterable<Uint8Array>, contentType: string): Promise<UploadForm> {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^;\s"]{1,200}))/i.exec(contentType) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) throw malformed()
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const reader = readerOf(source)
  const fields = new Map<string, string>()
  await reader.until(delimiter)
  for (;;) {
    // After a boundary: two hyphens where it was the last one, else room for blanks and the end of the line.
    const rest = (await reader.until(Buffer.from('\r\n'), true)).toString('latin1')
    if (rest.startsWith('--')) return { fields }
    if (rest.trim() !== '') throw malformed()
    const { name, filename } = readDisposition((await headersOf(reader)).toString('utf8'))
    if (name === 'file') return { fields, file: { name: filename ?? '', bytes: reader.rest(delimiter) } }
    fields.set(name, (await reader.until(delimiter)).toString('utf8'))
  }
}

async function headersOf(reader: FormReader): Promise<Buffer> {
  return Buffer.concat([Buffer.from('\r\n'), await reader.until(Buffer.from('\r\n\r\n'))])
}

function readDisposition(headers: string): { name: string; filename: string | undefined } {
  const disposition = /\r\ncontent-disposition:\s*form-data([^\r\n]*)/i.exec(headers)?.[1] ?? ''
  const value = (name: string): string | undefined => {
    const [, quoted, bare] = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(disposition) ?? []
    // As browsers write a quotation mark within quotation marks.
    return (quoted ?? bare)?.replaceAll('%22', '"')
  }
  const name = value('name')
  if (name === undefined || name === '') throw malformed()
  return { name: name.toLowerCase(), filename: value('filename') }
}

interface FormReader {
  /** What comes before the mark, which is taken too. With `isLast`, what there is where the body ends without it. */
  until(mark: Buffer, isLast?: boolean): Promise<Buffer>
  /** What comes before the mark, as it comes. */
  rest(mark: Buffer): AsyncGenerator<Uint8Array>
}

function readerOf(source: AsyncIterable<Uint8Array>): FormReader {
  const chunks = source[Symbol.asyncIterator]()
  // The first boundary has no line before it.
  let held: Buffer = Buffer.from('\r\n')
  let read = 0
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next()
    if (done) return false
    held = held.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.length) : Buffer.concat([held, value])
    return true
  }
  return {
    async until(mark, isLast = false) {
      let from = 0
      for (;;) {
        const at = held.indexOf(mark, from)
        // Of what was read at once, the file may be a part: only what must stand before it counts.
        if (read + (at < 0 ? Math.max(0, held.length - mark.length) : at) > MOST_BEFORE_FILE) throw tooMuch()
        if (at >= 0) {
          const found = held.subarray(0, at)
          held = held.subarray(at + mark.length)
          read += at + mark.length
          return found
        }
        from = Math.max(0, held.length - mark.length + 1)
        if (await more()) continue
        if (!isLast) throw malformed()
        const all = held
        held = Buffer.alloc(0)
        return all
      }
    },
    async *rest(mark) {
      for (;;) {
        const at = held.indexOf(mark)
        if (at >= 0) {
          if (at > 0) yield held.subarray(0, at)
          return
        }
        const sure = held.length - mark.length + 1
        if (sure > 0) {
          yield held.subarray(0, sure)
          held = held.subarray(sure)
        }
        if (!(await more())) throw malformed()
      }
    },
  }
}

const tooMuch = (): ApiError =>
  new ApiError('MaxPostPreDataLengthExceeded', 'Your POST request fields preceding the upload file were too large.', { httpStatus: 400 })
