import { expect, it } from 'vitest'
import { isOfForeignPage } from './browser-guard.ts'

const host = 'localhost:8083'
const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

it.each([
  ['an SDK', {}],
  ['a page of this server', { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }],
  ['an address that somebody typed', { 'sec-fetch-site': 'none', ...visit }],
  ['a link from elsewhere that opens the console', { 'sec-fetch-site': 'cross-site', ...visit }],
])('%s is let through', (_, headers) => {
  expect(isOfForeignPage({ host, ...headers }, 'http')).toBe(false)
})

it.each([
  ['a script of another site', { origin: 'https://elsewhere.test', 'sec-fetch-site': 'cross-site' }],
  ['a form of another site', { origin: 'null', 'sec-fetch-site': 'cross-site', ...visit }],
  ['an image of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a script of another port of this machine', { origin: 'http://localhost:9999', 'sec-fetch-site': 'same-site' }],
  ['an image of another port of this machine', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a frame of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
])('%s is refused', (_, headers) => {
  expect(isOfForeignPage({ host, ...headers }, 'http')).toBe(true)
})

it('a page that came without TLS is none of a server that speaks TLS', () => {
  expect(isOfForeignPage({ host, origin: `http://${host}` }, 'https')).toBe(true)
  expect(isOfForeignPage({ host, origin: `https://${host}` }, 'https')).toBe(false)
})
