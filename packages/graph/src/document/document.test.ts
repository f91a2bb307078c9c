import { describe, expect, it } from 'vitest'
import { clipOf } from './clip.ts'
import type { Command } from './command.ts'
import { runCommand } from './run-command.ts'
import { handWritten } from './testing/hand-written.ts'

function done(command: Command, text = handWritten) {
  const outcome = runCommand(text, command)
  if ('refused' in outcome) throw new Error(outcome.refused)
  return { ...outcome, machine: JSON.parse(outcome.text) }
}

const afterAsk = { scope: [], from: 'Ask', path: ['States', 'Ask', 'Next'] }

describe('commands', () => {
  it('insert a state on a line: before leads to it, it leads on', () => {
    const { machine, selected, text } = done({ type: 'insert', place: afterAsk, name: 'New', state: { Type: 'Wait', Seconds: 1 } })
    expect(machine.States.Ask.Next).toBe('New')
    expect(machine.States.New).toEqual({ Type: 'Wait', Seconds: 1, Next: 'Which' })
    expect(selected).toEqual(['New'])
    expect(Object.keys(machine.States).slice(0, 2)).toEqual(['Ask', 'New'])
    expect(text).toContain('"Result": 1.50')
    expect(text).toContain('"Choices": [ { "Variable": "$.n", "IsNull": true, "Next": "Left" } ]')
  })

  it('insert at the start, at an end, on a choice, inside a branch and into an empty machine', () => {
    const pass = { Type: 'Pass' }
    const first = done({ type: 'insert', place: { scope: [], from: '' }, name: 'New', state: pass }).machine
    expect([first.StartAt, first.States.New.Next]).toEqual(['New', 'Ask'])
    const last = done({ type: 'insert', place: { scope: [], from: 'Both' }, name: 'New', state: pass }).machine
    expect([last.States.Both.Next, last.States.Both.End, last.States.New.End]).toEqual(['New', undefined, true])
    const choice = { scope: [], from: 'Which', path: ['States', 'Which', 'Choices', 0, 'Next'] }
    const chosen = done({ type: 'insert', place: choice, name: 'New', state: pass }).machine
    expect([chosen.States.Which.Choices[0].Next, chosen.States.New.Next]).toEqual(['New', 'Left'])
    const branch = ['States', 'Both', 'Branches', 0]
    const inside = done({ type: 'insert', place: { scope: branch, from: '' }, name: 'New', state: pass })
    expect(inside.machine.States.Both.Branches[0]).toEqual({
      StartAt: 'New',
      States: { In: { Type: 'Succeed' }, New: { Type: 'Pass', Next: 'In' } },
    })
    expect(inside.selected).toEqual(['Both/0/New'])
    const empty = done({ type: 'insert', place: { scope: [], from: '' }, name: 'New', state: pass }, '{"StartAt":"","States":{}}').machine
    expect(empty).toEqual({ StartAt: 'New', States: { New: { Type: 'Pass', End: true } } })
    expect(runCommand(handWritten, { type: 'insert', place: { scope: branch, from: 'Both/0/In' }, name: 'N', state: pass })).toEqual({
      refused: 'notAfterEnd',
    })
  })

  it('insert a Choice with what came next as its default, and further states as further rules', () => {
    const choice = done({ type: 'insert', place: afterAsk, name: 'Fork', state: { Type: 'Choice', Choices: [] } })
    expect(choice.machine.States.Fork).toEqual({ Type: 'Choice', Choices: [], Default: 'Which' })
    const rule = { scope: [], from: 'Fork', path: ['States', 'Fork', 'Choices', 0, 'Next'] }
    const { machine } = done({ type: 'insert', place: rule, name: 'Way', state: { Type: 'Pass' } }, choice.text)
    expect([machine.States.Fork.Choices, machine.States.Way]).toEqual([[{ Next: 'Way' }], { Type: 'Pass', End: true }])
  })

  it('delete heals the way, and drops rules and catchers that lead to nothing any more', () => {
    const healed = done({ type: 'delete', ids: ['Which'] }).machine
    expect(healed.States.Ask.Next).toBe('Right')
    const dropped = done({ type: 'delete', ids: ['Left'] }).machine
    expect(dropped.States.Which.Choices).toEqual([])
    expect(dropped.States.Right.Catch).toEqual([])
    const chain = done({ type: 'delete', ids: ['Ask', 'Which'] }).machine
    expect(chain.StartAt).toBe('Right')
    const end = done({ type: 'delete', ids: ['Both'] }).machine
    expect([end.States.Right.Next, end.States.Right.End]).toEqual([undefined, true])
  })

  it('delete drops the first, the last and the only rule that leads there, however the list is written', () => {
    const rules = (list: string) =>
      `{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":${list}},"B":{"Type":"Succeed"},"C":{"Type":"Succeed"}}}`
    const [b, c] = ['{"Next":"B"}', '{ "Next": "C" }']
    const left = (list: string, id: string) => {
      const { text } = done({ type: 'delete', ids: [id] }, rules(list))
      return text.slice(text.indexOf('['), text.lastIndexOf(']') + 1)
    }
    expect(left(`[${b},${c}]`, 'C')).toBe(`[${b}]`)
    expect(left(`[${b},${c}]`, 'B')).toBe(`[${c}]`)
    expect(left(`[ ${b}, ${c} ]`, 'C')).toBe(`[ ${b} ]`)
    expect(left(`[ ${b}, ${c} ]`, 'B')).toBe(`[ ${c} ]`)
    expect(left(`[ ${b} ]`, 'B')).toBe('[]')
    expect(left(`[${b},${c},${b}]`, 'B')).toBe(`[${c}]`)
    expect(left(`[${c},${b},${c}]`, 'B')).toBe(`[${c},${c}]`)
    expect(left(`[\n  ${b},\n  ${c}\n]`, 'C')).toBe(`[\n  ${b}\n]`)
  })

  it('rename follows every reference in the scope and touches nothing else', () => {
    const { machine, text } = done({ type: 'rename', id: 'Left', name: 'To the "left"' })
    expect(machine.States.Which.Choices[0].Next).toBe('To the "left"')
    expect(machine.States.Right.Catch[0].Next).toBe('To the "left"')
    expect(text).toBe(handWritten.replaceAll('"Left"', '"To the \\"left\\""'))
    expect(done({ type: 'rename', id: 'Ask', name: 'Begin' }).machine.StartAt).toBe('Begin')
    // Also where it is another scope's: AWS wants a name once in the whole machine.
    for (const name of ['Left', 'In'])
      expect(runCommand(handWritten, { type: 'rename', id: 'Ask', name })).toEqual({ refused: 'nameTaken' })
  })

  it('wrap takes states with one way in and one way out', () => {
    const { machine, selected } = done({ type: 'wrap', ids: ['Ask'], as: 'Map', name: 'For each' })
    expect(machine.StartAt).toBe('For each')
    expect(machine.States['For each']).toEqual({
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Ask', States: { Ask: { Type: 'Pass', Result: 1.5, End: true } } },
      Next: 'Which',
    })
    expect(selected).toEqual(['For each'])
    expect(runCommand(handWritten, { type: 'wrap', ids: ['Which'], as: 'Parallel', name: 'P' })).toEqual({ refused: 'severalExits' })
    expect(runCommand(handWritten, { type: 'wrap', ids: ['Left', 'Both'], as: 'Parallel', name: 'P' })).toEqual({
      refused: 'severalEntries',
    })
  })

  it('wrap lets the container catch what its states caught, where that means the same', () => {
    const { machine, text } = done({ type: 'wrap', ids: ['Right'], as: 'Parallel', name: 'P' })
    expect(machine.States.Which.Default).toBe('P')
    expect(machine.States.P).toEqual({
      Type: 'Parallel',
      Branches: [{ StartAt: 'Right', States: { Right: { Type: 'Task', Resource: 'r', End: true } } }],
      Next: 'Both',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Left' }],
    })
    expect(text).toContain('"Catch": [ { "ErrorEquals": ["States.ALL"], "Next": "Left" } ]')
    const each = done({ type: 'wrap', ids: ['Right'], as: 'Map', name: 'M' }).machine.States.M
    expect([each.Catch, each.ItemProcessor.States.Right.Catch]).toEqual([[{ ErrorEquals: ['States.ALL'], Next: 'Left' }], undefined])
  })

  it('move heals where it was and joins where it comes to, across scopes too', () => {
    const { machine } = done({ type: 'move', ids: ['Right'], place: { scope: ['States', 'Both', 'Branches', 0], from: '' } })
    expect(machine.States.Which.Default).toBe('Both')
    expect(machine.States.Both.Branches[0]).toMatchObject({ StartAt: 'Right', States: { Right: { Next: 'In' } } })
    expect(runCommand(handWritten, { type: 'move', ids: ['Both'], place: { scope: ['States', 'Both', 'Branches', 0], from: '' } })).toEqual(
      {
        refused: 'intoItself',
      },
    )
  })

  it('duplicate and paste give new names and keep what leads from one copied state to another', () => {
    const twice = done({ type: 'duplicate', id: 'Ask' }).machine
    expect([twice.States.Ask.Next, twice.States['Ask (2)'].Next]).toEqual(['Ask (2)', 'Which'])
    const clip = clipOf(handWritten, ['Right', 'Both'])!
    const pasted = done({ type: 'paste', place: afterAsk, clip }).machine
    expect(pasted.States.Ask.Next).toBe('Right (2)')
    expect([pasted.States['Right (2)'].Next, pasted.States['Both (2)'].Next]).toEqual(['Both (2)', 'Which'])
  })

  it('swap two rules as they are written', () => {
    const two = handWritten.replace('"Choices": [ {', '"Choices": [ {"Variable":"$.m","IsNull":true,"Next":"Both"},\n        {')
    const swapped = done({ type: 'swapItems', path: ['States', 'Which', 'Choices'], index: 0 }, two)
    expect(swapped.text).toContain('"Choices": [ { "Variable": "$.n", "IsNull": true, "Next": "Left" },\n        {"Variable":"$.m"')
    expect(runCommand(two, { type: 'swapItems', path: ['States', 'Which', 'Choices'], index: 1 })).toEqual({ refused: 'nothing' })
  })

  it('leave what they carry to another place as it was written, to the digit', () => {
    const text = handWritten.replace('"Result": 1.50', '"Result": [12345678901234567890, 1.50,   {}]')
    const body = '"Type": "Pass",   "Result": [12345678901234567890, 1.50,   {}]'
    const inBranch = { scope: ['States', 'Both', 'Branches', 0], from: '' }
    const commands: Command[] = [
      { type: 'move', ids: ['Ask'], place: { ...afterAsk, from: 'Right', path: ['States', 'Right', 'Next'] } },
      { type: 'duplicate', id: 'Ask' },
      { type: 'wrap', ids: ['Ask'], as: 'Map', name: 'Each' },
      { type: 'paste', place: inBranch, clip: clipOf(text, ['Ask'])! },
    ]
    for (const command of commands.slice(0, 3)) expect(done(command, text).text).toContain(body)
    // The branch stands on one line, and so does what comes into it.
    expect(done(commands[3]!, text).text).toContain('"Result": [12345678901234567890, 1.50, {}]')
    const compact = done({ type: 'paste', place: { scope: [], from: '' }, clip: clipOf(text, ['Ask'])! }, '{"StartAt":"","States":{}}')
    expect(compact.text).toBe('{"StartAt":"Ask","States":{"Ask":{"Type":"Pass","Result":[12345678901234567890,1.50,{}],"End":true}}}')
    const lines = done({ type: 'paste', place: afterAsk, clip: clipOf(compact.text, ['Ask'])! }).text
    expect(lines).toContain('    "Ask (2)": {\n      "Type": "Pass",\n      "Result": [\n        12345678901234567890,\n')
  })

  it('take the layout of the text that they come into', () => {
    const tabs = JSON.stringify(JSON.parse(handWritten), null, '\t').replaceAll('\n', '\r\n')
    const { text } = done({ type: 'paste', place: afterAsk, clip: clipOf(handWritten, ['Which'])! }, tabs)
    expect(text).toContain('\r\n\t\t"Which (2)": {\r\n\t\t\t"Type": "Choice",\r\n\t\t\t"Choices": [ {')
    expect(text).not.toMatch(/[^\r]\n/)
  })

  it('name what is inside a copied container anew, too', () => {
    const { machine, selected } = done({ type: 'duplicate', id: 'Both' })
    expect(selected).toEqual(['Both (2)'])
    expect(machine.States['Both (2)'].Branches[0]).toEqual({ StartAt: 'In (2)', States: { 'In (2)': { Type: 'Succeed' } } })
  })

  it('change no text that is broken', () => {
    expect(runCommand('{"StartAt":', { type: 'delete', ids: ['A'] })).toEqual({ refused: 'broken' })
  })
})
