/** A text that was put together from places of a file, so that a position in it can be told as one of the file. */
export class SourceText {
  private readonly pieces: Piece[] = []
  private readonly texts: string[] = []
  private length = 0

  get text(): string {
    return this.texts.join('')
  }

  /**
   * @param start offset in the file
   * @param isExact whether the characters stand there one after the other; otherwise all of them are found at `start`
   * @param end offset behind it in the file
   */
  append(text: string, start: number, isExact: boolean, end = start + (isExact ? text.length : 1)): void {
    if (text === '') return
    this.pieces.push({ at: this.length, start, end, isExact })
    this.texts.push(text)
    this.length += text.length
  }

  /** Appends a part of another text, with its places. */
  appendPart(other: SourceText, from = 0, to = other.length): void {
    for (const [index, { at, start, end, isExact }] of other.pieces.entries()) {
      const text = other.texts[index]!
      const [first, last] = [Math.max(from, at), Math.min(to, at + text.length)]
      if (first >= last) continue
      if (isExact) this.append(text.slice(first - at, last - at), start + first - at, true)
      else this.append(text.slice(first - at, last - at), start, false, end)
    }
  }

  /** The same text, whose places are those of the file that the text was made of in which it has its own. */
  within(outer: SourceText): SourceText {
    const inner = new SourceText()
    for (const [index, { start, end, isExact }] of this.pieces.entries()) {
      const text = this.texts[index]!
      if (isExact) inner.appendPart(outer, start, start + text.length)
      else inner.append(text, outer.locate(start), false, outer.locateEnd(end))
    }
    return inner
  }

  /** The offset in the file of an offset in the text. */
  locate(offset: number): number {
    const piece = this.pieceAt(offset)
    if (piece === undefined) return 0
    return piece.isExact ? piece.start + offset - piece.at : piece.start
  }

  /** The offset in the file behind what ends at an offset in the text. */
  locateEnd(offset: number): number {
    const piece = this.pieceAt(Math.max(0, offset - 1))
    if (piece === undefined) return 0
    return piece.isExact ? piece.start + offset - piece.at : piece.end
  }

  private pieceAt(offset: number): Piece | undefined {
    let low = 0
    let high = this.pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.pieces[middle]!.at <= offset) low = middle
      else high = middle - 1
    }
    return this.pieces[low]
  }
}

interface Piece {
  at: number
  start: number
  end: number
  isExact: boolean
}
