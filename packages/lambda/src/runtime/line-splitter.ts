import { StringDecoder } from 'node:string_decoder'

/** AWS cuts a log event at 256 KB. */
const maxLineLength = 256 * 1024

/** Turns a raw output stream into log events, one per line, each with its line end. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8')
  private rest = ''
  private readonly onLine: (line: string) => void

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine
  }

  push(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.onLine(`${line}\n`)
    while (this.rest.length > maxLineLength) {
      this.onLine(`${this.rest.slice(0, maxLineLength)}\n`)
      this.rest = this.rest.slice(maxLineLength)
    }
  }

  end(): void {
    if (this.rest !== '') this.onLine(`${this.rest}\n`)
    this.rest = ''
  }
}
