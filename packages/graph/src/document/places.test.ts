import { expect, it } from 'vitest'
import { layoutMachine } from '../layout/layout.ts'
import { machineShape } from '../shape/machine-shape.ts'
import { insertEdges } from '../view/insert-points.tsx'
import { placeKey, placeOf, placesIn } from './places.ts'
import { runCommand } from './run-command.ts'

const TEXT = JSON.stringify({
  StartAt: 'Ask',
  States: {
    Ask: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Bad' }], Next: 'Which' },
    Which: { Type: 'Choice', Choices: [{ Variable: '$.n', IsNull: true, Next: 'Both' }], Default: 'Loose' },
    Loose: { Type: 'Pass' },
    Bad: { Type: 'Fail' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } },
        { StartAt: '', States: {} },
      ],
      End: true,
    },
  },
})

it('are the same in the text as on the graph', () => {
  const drawn = insertEdges(layoutMachine(machineShape(TEXT)!)).map(edge => placeKey(placeOf(edge)))
  expect(new Set(placesIn(TEXT).map(({ key }) => key))).toEqual(new Set(drawn))
})

it('say where they are', () => {
  const said = placesIn(TEXT).map(({ kind, owner, from, branch, label }) => [kind, owner, from, branch ?? 0, label].join(' '))
  expect(said).toEqual([
    'start   0 ',
    'next  Ask 0 ',
    'choice  Which 0 $.n = null',
    'default  Which 0 ',
    'rule  Which 0 ',
    'next  Loose 0 ',
    'next  Both 0 ',
    'start Both  1 ',
    'next Both In 1 ',
    'start Both  2 ',
  ])
})

it('each take a state', () => {
  for (const { place, key } of placesIn(TEXT)) {
    const outcome = runCommand(TEXT, { type: 'insert', place, name: 'New', state: { Type: 'Pass' } })
    expect('text' in outcome && outcome.text, key).toContain('"New"')
  }
})
