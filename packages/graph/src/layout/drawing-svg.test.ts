import { expect, it } from 'vitest'
import { machineShape } from '../shape/machine-shape.ts'
import { drawingSvg } from './drawing-svg.ts'
import { layoutMachine } from './layout.ts'

it('draws every state and line into a file of its own, and lets no name become markup', () => {
  const machine = {
    StartAt: '<A & "b">',
    States: { '<A & "b">': { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['X'], Next: 'C' }], Next: 'C' }, C: { Type: 'Succeed' } },
  }
  const svg = drawingSvg(layoutMachine(machineShape(JSON.stringify(machine))!))
  expect(svg.match(/marker-end/g)).toHaveLength(4)
  expect(svg).toContain('&lt;A &amp; &quot;b&quot;&gt;')
  expect(svg).not.toContain('<A')
})
