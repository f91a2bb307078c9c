import { describe, expect, it } from 'vitest'
import { smoothPath } from './route.ts'

describe('smoothPath', () => {
  it('begins and ends at the first and last point', () => {
    expect(
      smoothPath([
        { x: 0, y: 0 },
        { x: 10, y: 20 },
        { x: 5, y: 40 },
      ]),
    ).toBe('M0,0 Q10,20 5,40')
  })

  it('draws two points as a straight line', () => {
    expect(
      smoothPath([
        { x: 0, y: 0 },
        { x: 0, y: 9.99 },
      ]),
    ).toBe('M0,0 L0,10')
  })
})
