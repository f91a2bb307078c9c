import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Catalogue } from './en.ts'

export type Language = 'en' | 'es'
export const LANGUAGES: Record<Language, string> = { en: 'English', es: 'Español' }

/** Each language's sentences load only when it is spoken. */
const CATALOGUES: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The first of the browser's languages that we speak, else English. */
export function browserLanguage(wanted: readonly string[]): Language {
  const known = wanted.map(tag => tag.slice(0, 2).toLowerCase()).find(tag => tag in LANGUAGES)
  return (known as Language | undefined) ?? 'en'
}

export async function startLanguage(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await CATALOGUES[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
}

export async function changeLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await CATALOGUES[language]())
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
