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
   */
  append(text: string, start: number, isExact: boolean): void {
    if (text === '') return
    this.pieces.push({ at: this.length, start, isExact })
    this.texts.push(text)
    this.length += text.length
  }

  /** The offset in the file of an offset in the text. */
  locate(offset: number): number {
    let low = 0
    let high = this.pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.pieces[middle]!.at <= offset) low = middle
      else high = middle - 1
    }
    const piece = this.pieces[low]
    if (piece === undefined) return 0
    return piece.isExact ? piece.start + offset - piece.at : piece.start
  }
}

interface Piece {
  at: number
  start: number
  isExact: boolean
}
