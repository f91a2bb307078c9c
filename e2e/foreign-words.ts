import type { Page } from 'playwright-core'
import { pages as enPages } from '../packages/console/src/language/en/pages.ts'
import { services as enServices } from '../packages/console/src/language/en/services.ts'
import { studio as enStudio } from '../packages/console/src/language/en/studio.ts'
import { en } from '../packages/console/src/language/en.ts'
import { pages as esPages } from '../packages/console/src/language/es/pages.ts'
import { services as esServices } from '../packages/console/src/language/es/services.ts'
import { studio as esStudio } from '../packages/console/src/language/es/studio.ts'
import { es } from '../packages/console/src/language/es.ts'

type Sentences = { [key: string]: string | Sentences }
const flat = (sentences: Sentences): string[] =>
  Object.values(sentences).flatMap(value => (typeof value === 'string' ? [value] : flat(value)))

/** Sentences of one language that the other has otherwise; short ones may be words of both. */
const only = (own: Sentences, other: Sentences): Set<string> => {
  const others = new Set(flat(other))
  return new Set(flat(own).filter(sentence => sentence.length > 8 && !sentence.includes('{{') && !others.has(sentence)))
}
const ENGLISH = { ...en, pages: enPages, services: enServices, studio: enStudio }
const SPANISH = { ...es, pages: esPages, services: esServices, studio: esStudio }
const FOREIGN = { en: only(SPANISH, ENGLISH), es: only(ENGLISH, SPANISH) }

/** What only screen readers and pointers meet, in another language than the page's. */
export async function foreignWords(page: Page, language: 'en' | 'es'): Promise<string[]> {
  const hidden = await page.evaluate(() => {
    const texts: string[] = []
    for (const element of document.querySelectorAll('*')) {
      if (element.closest('[lang]')?.tagName !== 'HTML') continue
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-roledescription', 'alt']) texts.push(element.getAttribute(name) ?? '')
      if (element.matches('.for-readers, .graph-for-readers')) texts.push(element.textContent ?? '')
    }
    return texts
  })
  return hidden.filter(text => FOREIGN[language].has(text)).map(text => `a word of the other language: ${text}`)
}
