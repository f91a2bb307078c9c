import { describe, expect, it } from 'vitest'
import { causeText } from './cause-text.ts'

describe('causeText', () => {
  it("puts a function's message before its stack", () => {
    const cause = '{"errorType":"Error","errorMessage":"No price","trace":["Error: No price","    at handler (main.js:1)"]}'
    expect(causeText(cause)).toBe('No price\n    at handler (main.js:1)')
  })

  it('leaves other causes as they are', () => {
    expect(causeText('The path leads nowhere')).toBe('The path leads nowhere')
  })
})
