import { expect, it } from 'vitest'
import { formatBytes } from './bytes.ts'

it.for([
  [0, 'en', '0 B'],
  [999, 'en', '999 B'],
  [1_000, 'en', '1 kB'],
  [1_234, 'es', '1,2 kB'],
  [5_000_000, 'en', '5 MB'],
  [3e15, 'en', '3,000 TB'],
] as const)('%i bytes are read as %s: %s', ([bytes, language, shown]) => {
  expect(formatBytes(bytes, language)).toBe(shown)
})
