import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc64nvme } from './crc-tables.ts'

/** Bit by bit, from the polynomial as NVMe's specification has it. */
function byBits(bytes: Uint8Array): bigint {
  let sum = 0xffffffffffffffffn
  for (const byte of bytes) {
    sum ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit++) sum = sum & 1n ? (sum >> 1n) ^ 0x9a6c9329ac4bc9b5n : sum >> 1n
  }
  return sum ^ 0xffffffffffffffffn
}

const whole = ({ high, low }: { high: number; low: number }): bigint => (BigInt(high) << 32n) | BigInt(low)

test('the check value of CRC-64/NVME is what its catalogue says', () => {
  expect(whole(crc64nvme(Buffer.from('123456789')))).toBe(0xae8b14860a799888n)
})

test('bytes in whatever pieces come to what they come to bit by bit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (bytes, cut) => {
      const first = crc64nvme(bytes.subarray(0, cut))
      expect(whole(crc64nvme(bytes.subarray(cut), first))).toBe(byBits(bytes))
    }),
  )
})
