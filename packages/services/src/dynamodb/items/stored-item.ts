import type { AttributeValue, Item } from '../values/attribute-value.ts'

/** An item as JSON text: as on the wire, binary in base64. */
export function printItem(item: Item): string {
  return JSON.stringify(item, replaceBinary)
}

/** A Buffer has turned itself into an object before it is handed over, so the holder is asked. */
function replaceBinary(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const held = this[key]
  return held instanceof Uint8Array ? base64(held) : value
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

export function parseItem(text: string): Item {
  return itemOf(JSON.parse(text) as Item)
}

function itemOf(map: Item): Item {
  const item: Item = Object.create(null)
  for (const [name, value] of Object.entries(map)) item[name] = storedValue(value)
  return item
}

function storedValue(value: AttributeValue): AttributeValue {
  if ('B' in value) return { B: bytes(value.B) }
  if ('BS' in value) return { BS: value.BS.map(bytes) }
  if ('L' in value) return { L: value.L.map(storedValue) }
  return 'M' in value ? { M: itemOf(value.M) } : value
}

function bytes(text: unknown): Uint8Array {
  return Buffer.from(text as string, 'base64')
}
