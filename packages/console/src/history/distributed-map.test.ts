import { stateDefinitions } from '@pasos/graph/run'
import { expect, it } from 'vitest'
import { distributedMaps } from './distributed-map.ts'

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
      Former: { Type: 'Map', Iterator: { StartAt: 'x', States: { Old: {} } } },
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'x', States: { Left: {} } },
          { StartAt: 'x', States: { Right: 'none' } },
        ],
      },
    }),
    Inline: map('INLINE', { Two: {} }),
  },
})

it('names the innermost distributed Map around a state, and none around others', () => {
  const around = distributedMaps(stateDefinitions(definition))
  expect(['First', 'Files', 'Read', 'Rows', 'Row', 'One', 'Old', 'Left', 'Right', 'Two', 'Nowhere'].map(name => around.get(name))).toEqual([
    undefined,
    undefined,
    'Files',
    'Files',
    'Rows',
    'Files',
    'Files',
    'Files',
    'Files',
    undefined,
    undefined,
  ])
  expect(distributedMaps(stateDefinitions('no JSON')).size).toBe(0)
})
