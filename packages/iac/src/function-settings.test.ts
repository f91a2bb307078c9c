import { expect, test } from 'vitest'
import { functionSettings } from './function-settings.ts'

test.each([
  [
    ['20', 512, { A: 'a', B: 1, C: true, D: `\${env:D}`, E: {} }],
    { timeoutSeconds: 20, memoryMb: 512, environment: { A: 'a', B: '1', C: 'true' } },
  ],
  // Taken away, or never there.
  [[null, ' ', undefined], { environment: {} }],
  [['2.5', undefined, {}], { environment: {} }],
  // Only a deployment tells: whatever is there stays.
  [[`\${env:TIMEOUT}`, {}, { A: `\${env:A}` }], {}],
  [[undefined, undefined, null], {}],
])('%j of a function', ([timeout, memory, variables], settings) => {
  expect(functionSettings(timeout, memory, variables)).toEqual(settings)
})
