/** CRC-32C (Castagnoli), reflected. */
const castagnoli = table32(0x82f63b78)

function table32(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value >>> 0
  })
}

export function crc32c(bytes: Uint8Array, before = 0): number {
  let value = ~before
  for (let at = 0; at < bytes.length; at++) value = (value >>> 8) ^ castagnoli[(value ^ bytes[at]!) & 0xff]!
  return ~value >>> 0
}

/** The two halves of a CRC-64, as big integers would cost a hundred times as much. */
export interface Crc64 {
  high: number
  low: number
}

/** Bytes taken in one go; one at a time takes three times as long. */
const SLICES = 8

/** CRC-64/NVME, reflected: polynomial 0xAD93D23594C93659 read from its lowest bit. */
const nvme = tables64(0x9a6c9329, 0xac4bc9b5)

/** Two tables for each slice, one behind the other: what a byte comes to with so many zeros behind it. */
function tables64(polynomialHigh: number, polynomialLow: number): { high: Int32Array; low: Int32Array } {
  const [highs, lows] = [new Int32Array(SLICES * 256), new Int32Array(SLICES * 256)]
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte]
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = low & 1
      low = (low >>> 1) | ((high & 1) << 31)
      high >>>= 1
      if (isOdd) {
        low ^= polynomialLow
        high ^= polynomialHigh
      }
    }
    highs[byte] = high
    lows[byte] = low
  }
  for (let at = 256; at < SLICES * 256; at++) {
    const [high, low] = [highs[at - 256]!, lows[at - 256]!]
    highs[at] = (high >>> 8) ^ highs[low & 0xff]!
    lows[at] = ((low >>> 8) | (high << 24)) ^ lows[low & 0xff]!
  }
  return { high: highs, low: lows }
}

export function crc64nvme(bytes: Uint8Array, before: Crc64 = { high: 0, low: 0 }): Crc64 {
  const { high: highs, low: lows } = nvme
  let [high, low] = [~before.high, ~before.low]
  let at = 0
  for (; at + SLICES <= bytes.length; at += SLICES) {
    low ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    high ^= bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24)
    // Not as lists, which would be made and thrown away.
    const a = 1792 | (low & 0xff)
    const b = 1536 | ((low >>> 8) & 0xff)
    const c = 1280 | ((low >>> 16) & 0xff)
    const d = 1024 | (low >>> 24)
    const e = 768 | (high & 0xff)
    const f = 512 | ((high >>> 8) & 0xff)
    const g = 256 | ((high >>> 16) & 0xff)
    const h = high >>> 24
    low = lows[a]! ^ lows[b]! ^ lows[c]! ^ lows[d]! ^ lows[e]! ^ lows[f]! ^ lows[g]! ^ lows[h]!
    high = highs[a]! ^ highs[b]! ^ highs[c]! ^ highs[d]! ^ highs[e]! ^ highs[f]! ^ highs[g]! ^ highs[h]!
  }
  for (; at < bytes.length; at++) {
    const index = (low ^ bytes[at]!) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ lows[index]!
    high = (high >>> 8) ^ highs[index]!
  }
  return { high: ~high >>> 0, low: ~low >>> 0 }
}
