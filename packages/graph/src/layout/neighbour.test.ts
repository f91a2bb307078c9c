import { describe, expect, it } from 'vitest'
import { machineShape } from '../shape/machine-shape.ts'
import { layoutMachine } from './layout.ts'
import { neighbour } from './neighbour.ts'

const drawing = layoutMachine(
  machineShape(
    JSON.stringify({
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Left' }], Default: 'Right' },
        Left: { Type: 'Pass', End: true },
        Right: { Type: 'Pass', End: true },
      },
    }),
  )!,
)

describe('neighbour', () => {
  it('goes down along a transition and up again', () => {
    expect(neighbour(drawing, 'Which', 'ArrowDown')).toBe('Left')
    expect(neighbour(drawing, 'Right', 'ArrowUp')).toBe('Which')
  })

  it('goes sideways to what stands at the same height', () => {
    const [left, right] = drawing.states.filter(state => state.name !== 'Which').sort((a, b) => a.x - b.x)
    expect(neighbour(drawing, left!.name, 'ArrowRight')).toBe(right!.name)
    expect(neighbour(drawing, left!.name, 'ArrowLeft')).toBeUndefined()
  })
})
