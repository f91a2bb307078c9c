import { describe, expect, it } from 'vitest'
import { allMessages, message } from './messages.ts'

const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort()

describe('what the command says', () => {
  it.each(Object.entries(allMessages))('%s has both languages, with the same parameters', (_, texts) => {
    expect(texts.en).not.toBe('')
    expect(texts.es).not.toBe('')
    expect(parameters(texts.es)).toEqual(parameters(texts.en))
  })

  it('puts parameters in their places', () => {
    expect(message('portTaken', { port: 80 }, 'es')).toBe('El puerto 80 lo ocupa otro programa. Elige otro con --port N.')
  })
})
