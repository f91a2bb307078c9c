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

/** CRC-64/NVME, reflected: polynomial 0xAD93D23594C93659 read from its lowest bit. */
const nvme = table64(0x9a6c9329, 0xac4bc9b5)

function table64(polynomialHigh: number, polynomialLow: number): { high: Uint32Array; low: Uint32Array } {
  const [highs, lows] = [new Uint32Array(256), new Uint32Array(256)]
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
    highs[byte] = high >>> 0
    lows[byte] = low >>> 0
  }
  return { high: highs, low: lows }
}

export function crc64nvme(bytes: Uint8Array, before: Crc64 = { high: 0, low: 0 }): Crc64 {
  let [high, low] = [~before.high >>> 0, ~before.low >>> 0]
  for (let at = 0; at < bytes.length; at++) {
    const index = (low ^ bytes[at]!) & 0xff
    low = (((low >>> 8) | (high << 24)) ^ nvme.low[index]!) >>> 0
    high = ((high >>> 8) ^ nvme.high[index]!) >>> 0
  }
  return { high: ~high >>> 0, low: ~low >>> 0 }
}
