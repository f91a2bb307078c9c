import { describe, expect, it } from 'vitest'
import { requestIdOf } from './request-id.ts'

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:Orders:one'

describe('requestIdOf', () => {
  it('gives the id that the engine gives a task', () => {
    expect(requestIdOf(EXECUTION, 3)).toBe('955cae26-6029-53cc-8da2-2ee694b5a6e3')
  })

  it('differs from task to task', () => {
    expect(requestIdOf(EXECUTION, 4)).not.toBe(requestIdOf(EXECUTION, 3))
  })
})
