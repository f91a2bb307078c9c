import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { PagesCatalogue } from './en/pages.ts'
import type { ServicesCatalogue } from './en/services.ts'
import type { StudioCatalogue } from './en/studio.ts'
import type { Catalogue } from './en.ts'

export type Language = 'en' | 'es'
export const LANGUAGES: Record<Language, string> = { en: 'English', es: 'Español' }

/** Each language's sentences load only when it is spoken, those of a large feature only with the feature. */
const CATALOGUES = {
  translation: {
    en: async (): Promise<Catalogue> => (await import('./en.ts')).en,
    es: async (): Promise<Catalogue> => (await import('./es.ts')).es,
  },
  studio: {
    en: async (): Promise<StudioCatalogue> => (await import('./en/studio.ts')).studio,
    es: async (): Promise<StudioCatalogue> => (await import('./es/studio.ts')).studio,
  },
  services: {
    en: async (): Promise<ServicesCatalogue> => (await import('./en/services.ts')).services,
    es: async (): Promise<ServicesCatalogue> => (await import('./es/services.ts')).services,
  },
  pages: {
    en: async (): Promise<PagesCatalogue> => (await import('./en/pages.ts')).pages,
    es: async (): Promise<PagesCatalogue> => (await import('./es/pages.ts')).pages,
  },
}
type Namespace = keyof typeof CATALOGUES
const loaded = new Set<Namespace>(['translation'])
/** What is spoken, from the first moment on; and when its first sentences are there. */
let spoken: Language = 'en'
let started: Promise<unknown> = Promise.resolve()

/** The first of the browser's languages that we speak, else English. */
export function browserLanguage(wanted: readonly string[]): Language {
  const known = wanted.map(tag => tag.slice(0, 2).toLowerCase()).find(tag => tag in LANGUAGES)
  return (known as Language | undefined) ?? 'en'
}

/** Features may bring their sentences meanwhile: `loadWords` waits for this. */
export function startLanguage(language: Language): Promise<unknown> {
  spoken = language
  document.documentElement.lang = language
  started = CATALOGUES.translation[language]().then(translation =>
    i18next.use(initReactI18next).init({
      lng: language,
      resources: { [language]: { translation } },
      interpolation: { escapeValue: false },
      returnNull: false,
    }),
  )
  return started
}

export async function changeLanguage(language: Language): Promise<void> {
  spoken = language
  for (const namespace of loaded) i18next.addResourceBundle(language, namespace, await CATALOGUES[namespace][language]())
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** Brings a feature's sentences, before it is shown, in the language that is spoken. */
export async function loadWords(namespace: Namespace): Promise<void> {
  loaded.add(namespace)
  const language = spoken
  const [sentences] = await Promise.all([CATALOGUES[namespace][language](), started])
  i18next.addResourceBundle(language, namespace, sentences)
}
