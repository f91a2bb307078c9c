/** As the protocol has it: both from 0, the character in UTF-16. */
export interface LspPosition {
  line: number
  character: number
}

export interface LspRange {
  start: LspPosition
  end: LspPosition
}

/** Offsets of a text to positions and back. */
export class Positions {
  private readonly starts: number[] = [0]
  private readonly length: number

  constructor(text: string) {
    this.length = text.length
    for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) this.starts.push(index + end.length)
  }

  at(offset: number): LspPosition {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low, character: offset - this.starts[low]! }
  }

  range(start: number, end: number): LspRange {
    return { start: this.at(start), end: this.at(end) }
  }

  /** Beyond the end of a line or of the text is that end. */
  offset({ line, character }: LspPosition): number {
    const start = this.starts[line]
    if (start === undefined) return this.length
    return Math.min(start + character, this.starts[line + 1] ?? this.length, this.length)
  }
}
