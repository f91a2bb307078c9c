import { expect, test } from 'vitest'
import { withShortData } from './short-log-data.ts'

const most = 248 * 1024
const inputDetails = { truncated: false }

test('an input that is 248 KB long within its line is left as it is', () => {
  const details = { name: 'P', input: `"${'a'.repeat(most - 4)}"`, inputDetails }
  expect(withShortData(details) === details).toBe(true)
})

test('a longer one is cut there, and its details say so', () => {
  const input = `"${'a'.repeat(most - 3)}"`
  const cut = withShortData({ name: 'P', input, inputDetails })
  expect(cut['input'] === input.slice(0, -1)).toBe(true)
  expect({ ...cut, input: '' }).toEqual({ name: 'P', input: '', inputDetails: { truncated: true } })
  expect(Object.keys(cut)).toEqual(['name', 'input', 'inputDetails'])
})

test('an output is cut beside an input that is not, by what it takes when escaped', () => {
  const output = `[${'"é",'.repeat(60_000)}"é"]`
  const cut = withShortData({ input: '{}', inputDetails, output, outputDetails: { truncated: false } })
  expect(cut).toMatchObject({ input: '{}', inputDetails: { truncated: false }, outputDetails: { truncated: true } })
  // `"é",` takes seven bytes with its quotes escaped, the bracket before them one; of the last there is room for `"é`.
  const kept = String(cut['output'])
  expect(kept.length).toBe(1 + 4 * Math.floor((most - 1) / 7) + 2)
  expect(output.startsWith(kept)).toBe(true)
})

test('no character is cut in two', () => {
  const cut = withShortData({ input: `"${'😀'.repeat(64_000)}"`, inputDetails })
  expect(cut['input'] === `"${'😀'.repeat(Math.floor((most - 2) / 4))}`).toBe(true)
})
