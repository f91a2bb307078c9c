import { expect, it } from 'vitest'
import { isOurHost } from './host-names.ts'

const local = { allowed: [], answersAddresses: false }
const beyond = { allowed: ['pasos.example'], answersAddresses: true }

it.each([
  'localhost:8083',
  '127.0.0.1',
  '127.1.2.3:1',
  '[::1]:8083',
  'sync-localhost:8083',
  'stream-localhost',
  'bucket.localhost',
  'LOCALHOST',
])('%s is a name of loopback', host => {
  expect(isOurHost(host, local)).toBe(true)
})

it.each([
  undefined,
  '',
  'evil.example:8083',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '10.0.0.1',
  'pasos.example',
  ':80',
  '[::1].evil',
])('%s is none of loopback', host => {
  expect(isOurHost(host, local)).toBe(false)
})

it('beyond loopback, addresses and the names that were allowed are answered, and no other name', () => {
  for (const host of ['10.0.0.1:443', '[fe80::1]', 'pasos.example:443', 'sync-pasos.example', 'localhost'])
    expect(isOurHost(host, beyond)).toBe(true)
  for (const host of ['evil.example', 'pasos.example.evil', 'sync-evil.example']) expect(isOurHost(host, beyond)).toBe(false)
})
