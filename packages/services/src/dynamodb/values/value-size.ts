import { type AttributeValue, type Item, typeOf } from './attribute-value.ts'

/** Bytes that DynamoDB counts for an item: names and values, 3 for a list or map and 1 for each of their members. */
export function itemSize(item: Item): number {
  let size = 0
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSize(value)
  return size
}

export function valueSize(value: AttributeValue): number {
  switch (typeOf(value)) {
    case 'S':
      return Buffer.byteLength((value as { S: string }).S)
    case 'N':
      return numberSize((value as { N: string }).N)
    case 'B':
      return (value as { B: Uint8Array }).B.length
    case 'SS':
      return (value as { SS: string[] }).SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    case 'NS':
      return (value as { NS: string[] }).NS.reduce((sum, text) => sum + numberSize(text), 0)
    case 'BS':
      return (value as { BS: Uint8Array[] }).BS.reduce((sum, bytes) => sum + bytes.length, 0)
    case 'L':
      return (value as { L: AttributeValue[] }).L.reduce((sum, part) => sum + valueSize(part) + 1, 3)
    case 'M': {
      const { M } = value as { M: Item }
      return itemSize(M) + Object.keys(M).length + 3
    }
    default:
      return 1
  }
}

/** About a byte for two significant digits and one more; zeros at either end cost nothing. */
function numberSize(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length
  return Math.ceil(digits / 2) + (text.startsWith('-') ? 2 : 1)
}
