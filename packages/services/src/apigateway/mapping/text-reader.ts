import { MappingSyntaxError } from './syntax.ts'

/** Goes through a text from its beginning. */
export class TextReader {
  at = 0
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** What a sticky pattern finds here, passed; its first group where it has groups. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (!match) return undefined
    this.at += match[0].length
    return match.slice(1).find(group => group !== undefined) ?? match[0]
  }

  isNext(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    return pattern.test(this.text)
  }

  /** @throws MappingSyntaxError where the pattern does not fit */
  expect(pattern: RegExp): string {
    const found = this.take(pattern)
    if (found === undefined) throw this.problem()
    return found
  }

  problem(): MappingSyntaxError {
    return new MappingSyntaxError(`The mapping template cannot be read from here on: ${this.text.slice(this.at, this.at + 40)}`)
  }
}
