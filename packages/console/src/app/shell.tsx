import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Logo } from '../components/logo.tsx'
import { changeLanguage, LANGUAGES, type Language } from '../language/language.ts'
import { connection, onConnectionChange } from '../live/connection.ts'
import { setPreferences, type Theme, usePreferences } from './preferences.ts'
import { useShortcuts } from './use-shortcuts.ts'

const Palette = lazy(() => import('./palette.tsx'))
const ShortcutHelp = lazy(() => import('./shortcut-help.tsx'))

const PLACES = [
  { href: '/', key: 'home' },
  { href: '/state-machines', key: 'machines' },
  { href: '/functions', key: 'functions' },
  { href: '/logs', key: 'logs' },
] as const

/** What stays around each page: the way to it, the state of the connection, language and theme. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [isHelpOpen, setHelpOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  const [path] = useLocation()
  const firstPath = useRef(path)
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const showHelp = useCallback(() => setHelpOpen(true), [])
  const showPalette = useCallback(() => setPaletteOpen(true), [])
  useShortcuts(showHelp, showPalette)
  useEffect(() => {
    if (firstPath.current === path) return
    firstPath.current = path
    // A new page starts at its beginning, for eyes and for screen readers.
    main.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [path])
  return (
    <>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <header className="shell-header">
        <Link href="/" className="shell-brand" aria-label={t('shell.brand')}>
          <Logo />
          <span aria-hidden="true">Pasos</span>
        </Link>
        <nav aria-label={t('shell.navigation')}>
          <ul className="shell-places">
            {PLACES.map(place => (
              <li key={place.href}>
                <Link href={place.href} aria-current={isWithin(path, place.href) ? 'page' : undefined}>
                  {t(`shell.${place.key}`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="shell-tools">
          <ConnectionWord />
          <LanguageChoice />
          <ThemeChoice />
          <button
            type="button"
            className="shell-button"
            onClick={() => setHelpOpen(true)}
            aria-label={t('shortcuts.title')}
            title={t('shortcuts.title')}
          >
            ?
          </button>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Suspense>
        {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
        {isPaletteOpen && <Palette onClose={() => setPaletteOpen(false)} />}
      </Suspense>
    </>
  )
}

function isWithin(path: string, href: string): boolean {
  if (href === '/') return path === '/'
  return path.startsWith(href) || (href === '/state-machines' && path.startsWith('/executions'))
}

function ConnectionWord() {
  const { t } = useTranslation()
  const state = useSyncExternalStore(onConnectionChange, connection)
  if (state === 'idle') return null
  return (
    <span className={`connection connection-${state}`} role="status" title={t(`connection.${state}Hint`)}>
      <span className="connection-dot" aria-hidden="true" />
      {t(`connection.${state}`)}
    </span>
  )
}

function LanguageChoice() {
  const { t, i18n } = useTranslation()
  const choose = (language: Language) => {
    setPreferences({ language })
    void changeLanguage(language)
  }
  return (
    <select
      className="shell-select"
      aria-label={t('shell.language')}
      value={i18n.language}
      onChange={event => choose(event.target.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  )
}

function ThemeChoice() {
  const { t } = useTranslation()
  const { theme } = usePreferences()
  return (
    <select
      className="shell-select"
      aria-label={t('shell.theme')}
      value={theme}
      onChange={event => setPreferences({ theme: event.target.value as Theme })}
    >
      {(['system', 'light', 'dark'] as const).map(each => (
        <option key={each} value={each}>
          {t(`theme.${each}`)}
        </option>
      ))}
    </select>
  )
}
