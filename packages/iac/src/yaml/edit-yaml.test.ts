import { describe, expect, it } from 'vitest'
import { withYamlValue } from './edit-yaml.ts'
import { parseYaml, plainValue } from './source-node.ts'

const TEXT = `# The order's way
StartAt: First   # where it begins

States:
  # Draws a number
  First:
    Type: Task
    Resource: 'arn:aws:lambda:us-east-1:1:function:f'
    Retry:
      # twice
      - ErrorEquals: [States.ALL]
        MaxAttempts: 2
    Next: Which

  Which:
    Type: Choice
    Choices:
      - Variable: $.even
        BooleanEquals: true
        Next: Last   # even
      - { Variable: $.odd, IsPresent: true, Next: Last }
    Default: Last
  # The end
  Last:
    Type: Succeed
    Comment: |
      Two
      lines
`

// biome-ignore lint/suspicious/noExplicitAny: tests reach into a machine wherever they want.
type Machine = Record<string, unknown> & { States: Record<string, Record<string, any>> }
const machine = () => plainValue(parseYaml(TEXT)) as unknown as Machine
/** The text after the machine was changed by `change`; it always says what was wanted. */
function changed(change: (machine: Machine) => void, text = TEXT): string {
  const wanted = plainValue(parseYaml(text)) as unknown as Machine
  change(wanted)
  const result = withYamlValue(text, wanted as never)
  expect(plainValue(parseYaml(result))).toEqual(wanted)
  return result
}

it('numbers keep their spelling in what a text says', () => {
  const text = 'a: 1.0\nb: [1e3, 2.50, 7, -0, 0x10, ~, .5, "1.0"]\n__proto__: 3.0\n'
  expect(JSON.stringify(plainValue(parseYaml(text)))).toBe('{"a":1.0,"b":[1e3,2.50,7,0,16,null,0.5,"1.0"],"__proto__":3.0}')
})

describe('a text in YAML', () => {
  it('stays as it is where nothing is another', () => {
    expect(withYamlValue(TEXT, machine() as never)).toBe(TEXT)
  })

  it('changes a scalar in its place, in the quotes it has, and keeps what stands behind it', () => {
    expect(changed(({ States }) => Object.assign(States['First']!, { Resource: "it's" }))).toBe(
      TEXT.replace("'arn:aws:lambda:us-east-1:1:function:f'", "'it''s'"),
    )
    expect(changed(machine => Object.assign(machine, { StartAt: 'Which' }))).toBe(TEXT.replace('StartAt: First ', 'StartAt: Which '))
    expect(changed(({ States }) => (States['Which']!['Choices'][1].Next = 'First'))).toBe(
      TEXT.replace('{ Variable: $.odd, IsPresent: true, Next: Last }', '{ "Variable": "$.odd", "IsPresent": true, "Next": "First" }'),
    )
    expect(changed(({ States }) => (States['Last']!['Comment'] = 'One line'))).toBe(
      TEXT.replace(/Comment: \|[\s\S]*/, 'Comment: One line\n'),
    )
  })

  it('takes out a state with the comment above it, and a rule of a list', () => {
    const without = changed(({ States }) => delete States['First'])
    expect(without).toBe(TEXT.replace(/ {2}# Draws[\s\S]*?Next: Which\n/, ''))
    expect(changed(({ States }) => States['Which']!['Choices'].shift())).toBe(TEXT.replace(/ {6}- Variable: \$\.even[\s\S]*?# even\n/, ''))
    expect(changed(({ States }) => delete States['Which']!['Choices'][0].Variable)).toBe(
      TEXT.replace('- Variable: $.even\n        BooleanEquals', '- BooleanEquals'),
    )
    expect(changed(({ States }) => delete States['Last'])).toBe(TEXT.replace(/ {2}# The end[\s\S]*/, ''))
  })

  it('puts a state behind the one that it follows, and a rule at the end of its list', () => {
    const between = changed(machine => {
      const { First, ...rest } = machine.States
      machine.States = { First: First!, New: { Type: 'Pass', Result: { a: [1, 'x'] }, Next: 'Which' }, ...rest }
    })
    expect(between).toBe(
      TEXT.replace(
        '    Next: Which\n',
        '    Next: Which\n  New:\n    Type: Pass\n    Result:\n      a:\n        - 1\n        - x\n    Next: Which\n',
      ),
    )
    expect(changed(({ States }) => States['First']!['Retry'].push({ ErrorEquals: ['A'] }))).toBe(
      TEXT.replace('        MaxAttempts: 2\n', '        MaxAttempts: 2\n      - ErrorEquals:\n          - A\n'),
    )
    expect(changed(({ States }) => States['First']!['Retry'].unshift({ ErrorEquals: [] }))).toContain(
      '      # twice\n      - ErrorEquals: []\n      - ErrorEquals: [States.ALL]\n',
    )
  })

  it('gives a state another name where it stands', () => {
    const renamed = changed(machine => {
      machine['StartAt'] = 'Draw: one'
      machine.States = Object.fromEntries(
        Object.entries(machine.States).map(([name, state]) => [name === 'First' ? 'Draw: one' : name, state]),
      )
    })
    expect(renamed).toBe(TEXT.replace('StartAt: First', 'StartAt: "Draw: one"').replace('\n  First:', '\n  "Draw: one":'))
  })

  it('makes an empty thing full and a full one empty', () => {
    expect(changed(machine => (machine.States = {}), 'StartAt: A\nStates:\n  A: # here\n    Type: Pass\n# end\n')).toContain('States: {}')
    expect(changed(machine => (machine.States['A'] = { Type: 'Pass' }), 'StartAt: A\nStates: {}\n')).toBe(
      'StartAt: A\nStates:\n  A:\n    Type: Pass\n',
    )
    expect(changed(machine => (machine.States = { A: {} }), 'StartAt: A\nStates:\nComment: x')).toBe(
      'StartAt: A\nStates:\n  A: {}\nComment: x',
    )
    expect(changed(machine => Object.assign(machine, { Comment: 'a\nb' }), 'StartAt: A\nStates: {}')).toContain('Comment: |-\n  a\n  b')
  })

  it('says what is wanted also where parts of it come from elsewhere', () => {
    const shared = 'Shared: &s\n  Type: Pass\nStates:\n  A: *s\n  B:\n    <<: *s\n    End: true\nStartAt: A\n'
    expect(changed(machine => (machine.States['A']!['Comment'] = 'x'), shared)).toContain('Shared: &s\n  Type: Pass\n')
    changed(machine => delete machine.States['B']!['Type'], shared)
    changed(machine => (machine.States['B']!['Type'] = 'Wait'), shared)
  })
})
