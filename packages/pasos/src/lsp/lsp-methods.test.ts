import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lspMethods } from './lsp-methods.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const uri = 'file:///nowhere/flow.asl.json'
const flow = (next: string) => JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: next }, B: { Type: 'Succeed' } } })

/** What an editor was told, and what it may say. */
function session() {
  const told: string[][] = []
  const notify = (_: string, params: unknown) => {
    told.push((params as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code))
  }
  const methods = lspMethods(notify, '1.0.0', 'en') as Record<string, (params: object) => unknown>
  const say = (method: string, params: object) => methods[`textDocument/${method}`]!(params)
  say('didOpen', { textDocument: { uri, text: flow('B') } })
  const change = (text: string) => say('didChange', { textDocument: { uri }, contentChanges: [{ text }] })
  return { told, say, change }
}

it('of many changes only the last one is checked, once whoever types pauses', () => {
  const { told, change } = session()
  for (const next of ['C', 'D', 'E']) change(flow(next))
  expect(told).toEqual([[]])
  vi.runAllTimers()
  expect(told).toEqual([[], ['missing-target', 'unreachable-state']])
})

it('what is asked meanwhile is answered of the text as it is', () => {
  const { say, change } = session()
  change(flow('B').replace('"B":{', '"Later":{').replace('"Next":"B"', '"Next":"Later"'))
  const states = say('documentSymbol', { textDocument: { uri } }) as { name: string }[]
  expect(states.map(({ name }) => name)).toEqual(['A', 'Later'])
})

it('a file that was closed is not told of any more', () => {
  const { told, say, change } = session()
  change(flow('C'))
  say('didClose', { textDocument: { uri } })
  vi.runAllTimers()
  expect(told).toEqual([[], []])
})

it('a path that is about to go on is completed in a file that was opened so', () => {
  const made = { Type: 'Pass', Result: { order: { id: 1, lines: [] } }, Next: 'B' }
  const offered = (B: object, before: string) => {
    const text = JSON.stringify({ StartAt: 'A', States: { A: made, B: { ...B, End: true } } })
    const methods = lspMethods(() => undefined, '1.0.0', 'en') as Record<string, (params: object) => unknown>
    methods['textDocument/didOpen']!({ textDocument: { uri, text } })
    const position = { line: 0, character: text.indexOf(before) + before.length }
    const items = methods['textDocument/completion']!({ textDocument: { uri }, position }) as { label: string }[]
    return items.map(({ label }) => label)
  }
  expect(offered({ Type: 'Pass', InputPath: '$.order.' }, '$.order.')).toEqual(['id', 'lines'])
  expect(offered({ Type: 'Pass', InputPath: '$.' }, '"$.')).toEqual(['order'])
  const jsonata = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.order. %}' }
  expect(offered(jsonata, '$states.input.order.')).toEqual(['id', 'lines'])
})
