import { expect, it } from 'vitest'
import { distributedMapAround } from './distributed-map.ts'

const map = (mode: string, states: object) => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: mode }, StartAt: 'x', States: states },
})
const definition = JSON.stringify({
  States: {
    First: { Type: 'Pass' },
    Files: map('DISTRIBUTED', {
      Read: { Type: 'Pass' },
      Rows: map('DISTRIBUTED', { Row: { Type: 'Pass' } }),
      Few: map('INLINE', { One: {} }),
    }),
    Inline: map('INLINE', { Two: {} }),
  },
})

it('names the innermost distributed Map around a state, and none around others', () => {
  const around = (name: string) => distributedMapAround(definition, name)
  expect(['First', 'Files', 'Read', 'Rows', 'Row', 'One', 'Two', 'Nowhere'].map(around)).toEqual([
    undefined,
    undefined,
    'Files',
    'Files',
    'Rows',
    'Files',
    undefined,
    undefined,
  ])
  expect(distributedMapAround('no JSON', 'First')).toBeUndefined()
})
