import { useSyncExternalStore } from 'react'
import type { Language } from '../language/language.ts'

export type Theme = 'system' | 'light' | 'dark'

/** What a person chose; kept by the browser. `language` is absent while the browser's own is followed. */
export interface Preferences {
  theme: Theme
  language?: Language
  hasLetterKeys: boolean
  /** In which zone instants are told: the reader's own, or as logs tell them. */
  zone: 'own' | 'UTC'
}

const KEY = 'pasos.preferences'
const listeners = new Set<() => void>()
let current: Preferences = load()

function load(): Preferences {
  const defaults: Preferences = { theme: 'system', hasLetterKeys: true, zone: 'own' }
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') }
  } catch {
    return defaults
  }
}

export function preferences(): Preferences {
  return current
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // A browser that forbids storage still gets the setting for this visit.
  }
  for (const listener of listeners) listener()
}

export function onPreferencesChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferencesChange, preferences)
}

/** Keeps the page's theme as chosen, or as the system says. */
export function followAppearance(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const isDark = current.theme === 'dark' || (current.theme === 'system' && dark.matches)
    document.body.classList.toggle('dark', isDark)
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
  }
  dark.addEventListener('change', apply)
  onPreferencesChange(apply)
  apply()
}
