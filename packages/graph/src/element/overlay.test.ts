import { describe, expect, it } from 'vitest'
import { overlayOf, overlayOfHistory } from './overlay.ts'
import { wordsOf } from './words.ts'

describe('what became of the states, as an element is told it', () => {
  it('is taken from a list of statuses, without what is no status', () => {
    const { fates, taken } = overlayOf(
      JSON.stringify({
        states: { A: 'succeeded', B: { status: 'failed', retries: 2, visits: -1 }, C: 'constructor', D: 7 },
        taken: [['', 'A'], ['A', 'B'], 'x'],
      }),
    )
    expect([...fates]).toEqual([
      ['A', { status: 'succeeded', retries: 0, visits: 1 }],
      ['B', { status: 'failed', retries: 2, visits: 1 }],
    ])
    expect(taken.has('\nA') && taken.has('A\nB')).toBe(true)
  })

  it('is refused where it is nothing of the kind', () => {
    expect(() => overlayOf('[]')).toThrow('an overlay has "states"')
    expect(() => overlayOf('no')).toThrow()
    expect(() => overlayOfHistory('{"a":1}')).toThrow('neither a history nor a definition')
  })

  it('is folded out of a history', () => {
    const events = [
      { id: 1, type: 'ExecutionStarted', timestamp: 1 },
      { id: 2, previousEventId: 1, type: 'PassStateEntered', timestamp: 2, stateEnteredEventDetails: { name: 'A' } },
      { id: 3, previousEventId: 2, type: 'PassStateExited', timestamp: 3, stateExitedEventDetails: { name: 'A', output: '1' } },
    ]
    const { fates, taken } = overlayOfHistory(JSON.stringify({ events }))
    expect(fates.get('A')).toMatchObject({ status: 'succeeded', visits: 1, retries: 0 })
    expect([...taken]).toEqual(['\nA'])
  })
})

it('speaks Spanish to those who read it, and English to all others', () => {
  expect(wordsOf('es-AR').status('failed')).toBe('Fallido')
  expect(wordsOf('es-AR').retries(2)).toBe('2 reintentos')
  for (const lang of ['en', 'fr', '', 'est']) expect(wordsOf(lang).search).toBe('Find a state')
})
