import { describe, expect, it } from 'vitest'
import { pages as englishPages } from './en/pages.ts'
import { services as englishServices } from './en/services.ts'
import { studio as englishStudio } from './en/studio.ts'
import { en } from './en.ts'
import { pages as spanishPages } from './es/pages.ts'
import { services as spanishServices } from './es/services.ts'
import { studio as spanishStudio } from './es/studio.ts'
import { es } from './es.ts'

type Sentences = { [key: string]: string | Sentences }

function flat(sentences: Sentences, path = ''): Map<string, string> {
  return new Map(
    Object.entries(sentences).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  )
}

const placeholders = (sentence: string) => [...sentence.matchAll(/\{\{\w+(?:, \w+)?\}\}|<\/?\w+>/g)].map(match => match[0]).sort()

describe('the catalogues', () => {
  const english = flat({ ...en, studio: englishStudio, services: englishServices, pages: englishPages })
  const spanish = flat({ ...es, studio: spanishStudio, services: spanishServices, pages: spanishPages })

  it('have the same keys', () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('fill the same places in each sentence', () => {
    for (const [key, sentence] of english) expect([key, placeholders(spanish.get(key)!)]).toEqual([key, placeholders(sentence)])
  })

  it('leave no sentence empty', () => {
    for (const catalogue of [english, spanish]) {
      expect([...catalogue].filter(([, sentence]) => sentence === '').map(([key]) => key)).toEqual([])
    }
  })
})
