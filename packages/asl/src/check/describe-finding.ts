import { ENGLISH } from './catalogue/english.ts'
import type { Explanation } from './catalogue/explanation.ts'
import { fillIn } from './catalogue/fill-in.ts'
import { SPANISH } from './catalogue/spanish.ts'
import type { Finding } from './finding.ts'

export type FindingLanguage = 'en' | 'es'

/** Explains a finding and says what to do. `finding.message` stays as it is: it is AWS's. */
export function describeFinding(finding: Finding, language: FindingLanguage = 'en'): Explanation {
  const { message, advice } = (language === 'es' ? SPANISH : ENGLISH)[finding.rule]
  const isSpelledOtherwise = finding.parameters['suggestion'] !== undefined && !advice.includes('{suggestion}')
  return {
    message: fillIn(message, finding.parameters),
    advice: fillIn(isSpelledOtherwise ? SPELLED[language] : advice, finding.parameters),
  }
}

/** The one name that is there and differs by capitals or the like is what was meant nearly always. */
const SPELLED = { en: "Write '{suggestion}', as it is spelt here.", es: "Escribe '{suggestion}', como se escribe aquí." }
