import { InvalidArgumentError } from 'commander'

interface NumberBounds {
  /** What it has to be, in words; its Spanish stands in the table of help. */
  is: string
  isWhole?: boolean
  least?: number
  /** In place of `least` where that itself is not allowed. */
  above?: number
  most?: number
}

/** Reads the value of an option that is a number. An empty text is none, though `Number('')` is 0. */
export function numberOption({ is, isWhole = false, least, above, most }: NumberBounds): (text: string) => number {
  return text => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    const isWithin = value >= (least ?? Number.NEGATIVE_INFINITY) && value <= (most ?? Number.MAX_SAFE_INTEGER)
    if (!isWithin || (above !== undefined && value <= above) || (isWhole && !Number.isInteger(value))) throw new InvalidArgumentError(is)
    return value
  }
}

export const portNumber = numberOption({ is: 'a port number from 0 to 65535', isWhole: true, least: 0, most: 65_535 })
export const wholeNumber = numberOption({ is: 'a whole number', isWhole: true, least: 0 })
export const positiveNumber = numberOption({ is: 'a whole number above 0', isWhole: true, least: 1 })
export const seconds = numberOption({ is: 'a number of seconds above 0', above: 0 })
