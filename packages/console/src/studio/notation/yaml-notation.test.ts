import { type Command, edit, jsonNotation, machineShape, newHistory, statesIn, undo } from '@pasos/graph'
import { describe, expect, it } from 'vitest'
import { inYaml, yamlNotation } from './yaml-notation.ts'

const TEXT = `# Ships an order
StartAt: Ask
TimeoutSeconds: \${Limit}   # from the stack
States:
  # Somebody has to say yes
  Ask:
    Type: Task
    Resource: "\${Function.Arn}"
    Retry:
      - ErrorEquals: [States.ALL]   # whatever it is
        MaxAttempts: 2
    Next: Which
  Which:
    Type: Choice
    Choices:
      # yes
      - Variable: $.yes
        BooleanEquals: true
        Next: Ship
    Default: Stop
  Ship: { Type: Pass, Next: Stop }

  # That is all
  Stop:
    Type: Succeed
`

/** Quotes around a substitution say nothing in YAML. */
const said = (json: string | undefined): unknown => JSON.parse(json!.replaceAll('\u2060', ''))

describe('a definition in YAML', () => {
  const json = yamlNotation.read(TEXT)!

  it('is drawn, and a substitution without quotes stays one', () => {
    expect(statesIn(json).map(state => state.name)).toEqual(['Ask', 'Which', 'Ship', 'Stop'])
    expect(yamlNotation.write(TEXT, json)).toBe(TEXT)
    const longer = JSON.stringify({ ...JSON.parse(json), Comment: 'new' })
    expect(yamlNotation.write(TEXT, longer)).toBe(`${TEXT}Comment: new\n`)
    expect(said(yamlNotation.read(inYaml(json)))).toEqual(said(json))
    expect(inYaml(json)).toContain('TimeoutSeconds: ${Limit}\n')
  })

  it('is changed by commands, comments and all else as they were, and undone to the byte', () => {
    const history = newHistory(TEXT)
    const run = (command: Command) => {
      const edited = edit(history, command, false, yamlNotation)
      if ('refused' in edited) throw new Error(edited.refused)
      expect(undo(edited.history).text).toBe(TEXT)
      return edited.history.text
    }
    expect(run({ type: 'rename', id: 'Stop', name: 'Done' })).toBe(
      TEXT.replace('Default: Stop', 'Default: Done')
        .replace('  Stop:', '  Done:')
        .replace('{ Type: Pass, Next: Stop }', '{ "Type": "Pass", "Next": "Done" }'),
    )
    expect(run({ type: 'delete', ids: ['Ask'] })).toBe(
      TEXT.replace('StartAt: Ask', 'StartAt: Which').replace(/ {2}# Somebody[\s\S]*?Next: Which\n/, ''),
    )
    expect(run({ type: 'setField', path: ['States', 'Ask', 'Retry', 0, 'MaxAttempts'], value: 5 })).toBe(
      TEXT.replace('MaxAttempts: 2', 'MaxAttempts: 5'),
    )
  })

  it('says where a thing of its JSON stands, and what is not YAML', () => {
    const seconds = json.indexOf('"Default"')
    expect(TEXT.slice(yamlNotation.rangeOf(TEXT, json, { from: seconds, to: seconds }).from)).toMatch(/^Default: Stop/)
    expect(yamlNotation.stateAt(TEXT, TEXT.indexOf('BooleanEquals'))).toBe('Which')
    expect(yamlNotation.stateAt(TEXT, 3)).toBeUndefined()
    expect(yamlNotation.fault('StartAt: [')).toMatchObject({ line: 1 })
    expect(yamlNotation.fault('just words')).toBeDefined()
    expect(yamlNotation.read('a: b: c')).toBeUndefined()
  })

  it('says the same as JSON after any commands, and keeps the comments of what is left', () => {
    let state = 7
    const pick = (below: number) => {
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
      return Math.floor((state / 4_294_967_296) * below)
    }
    let history = newHistory(TEXT)
    let plain = newHistory(json)
    for (let step = 0; step < 120; step++) {
      const command = randomCommand(jsonNotation.read(plain.text)!, pick)
      const edited = edit(history, command, false, yamlNotation)
      const alike = edit(plain, command)
      expect('refused' in edited).toBe('refused' in alike)
      if ('refused' in edited || 'refused' in alike) continue
      history = edited.history
      plain = alike.history
      expect(said(yamlNotation.read(history.text))).toEqual(said(jsonNotation.read(plain.text)))
      expect(history.text).toMatch(/^# Ships an order\nStartAt: /)
      expect(history.text).toContain('TimeoutSeconds: ${Limit}   # from the stack\n')
    }
    expect(history.past.length).toBeGreaterThan(40)
  })
})

function randomCommand(text: string, pick: (below: number) => number): Command {
  const shape = machineShape(text)!
  const states = statesIn(text)
  const state = states[pick(states.length || 1)]
  const id = state?.id ?? ''
  const place = { scope: shape.path, from: '' }
  switch (states.length < 3 ? 0 : pick(7)) {
    case 1:
      return { type: 'delete', ids: [id] }
    case 2:
      return { type: 'rename', id, name: `Näme: "${pick(1_000)}" #` }
    case 3:
      return { type: 'duplicate', id }
    case 4:
      return { type: 'wrap', ids: [id], as: pick(2) === 0 ? 'Map' : 'Parallel', name: 'Group' }
    case 5:
      return { type: 'setField', path: [...(state?.path ?? []), 'Comment'], value: pick(2) === 0 ? `line\n${pick(99)}` : `- ${pick(99)}` }
    case 6:
      return { type: 'setNext', id, next: pick(3) === 0 ? undefined : states[pick(states.length)]!.name }
    default:
      return { type: 'insert', place, name: 'Step', state: { Type: 'Pass', Result: { list: [{ a: 1 }, [], {}], text: '' } } }
  }
}
