import { type ReactNode, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { lazyPart } from '../components/lazy-part.tsx'
import { Logo } from '../components/logo.tsx'
import { changeLanguage, LANGUAGES, type Language } from '../language/language.ts'
import { connection, onConnectionChange } from '../live/connection.ts'
import { setPreferences, type Theme, usePreferences } from './preferences.ts'
import { useShortcuts } from './use-shortcuts.ts'

const Palette = lazyPart(() => import('./palette.tsx'))
const ShortcutHelp = lazyPart(() => import('./shortcut-help.tsx'))

const GROUPS = [
  {
    key: 'run',
    places: [
      ['/', 'home'],
      ['/executions', 'executions'],
      ['/waiting', 'waiting'],
    ],
  },
  {
    key: 'build',
    places: [
      ['/state-machines', 'machines'],
      ['/functions', 'functions'],
      ['/services', 'services'],
    ],
  },
  {
    key: 'observe',
    places: [
      ['/metrics', 'metrics'],
      ['/logs', 'logs'],
    ],
  },
  {
    key: 'server',
    places: [
      ['/iam', 'iam'],
      ['/settings', 'settings'],
    ],
  },
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
    <div className="shell">
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <header className="shell-header">
        <Link href="/" className="shell-brand" aria-label={t('shell.brand')}>
          <Logo />
          <span aria-hidden="true">Pasos</span>
        </Link>
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
      <Rail path={path} />
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
      {isPaletteOpen && <Palette onClose={() => setPaletteOpen(false)} />}
    </div>
  )
}

/** At the foot of a narrow screen only these stand, and the rest behind one more button. */
const FIRST_PLACES: readonly string[] = ['home', 'executions', 'machines', 'functions']

function Rail({ path }: { path: string }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere needs the places no more.
  useEffect(() => setOpen(false), [path])
  return (
    <nav className={isOpen ? 'rail rail-open' : 'rail'} aria-label={t('shell.navigation')}>
      {GROUPS.map(({ key, places }) => (
        <div key={key} className="rail-group">
          <h2 className="rail-title" id={`rail-${key}`}>
            {t(`shell.${key}`)}
          </h2>
          <ul aria-labelledby={`rail-${key}`}>
            {places.map(([href, name]) => {
              const isHere = isWithin(path, href)
              return (
                <li key={href} className={!FIRST_PLACES.includes(name) && !isHere ? 'rail-later' : undefined}>
                  <Link href={href} className="rail-place" aria-current={isHere ? 'page' : undefined}>
                    <Sign name={name} />
                    {t(`shell.${name}`)}
                  </Link>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
      <button type="button" className="rail-place rail-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Sign name="more" />
        {t('shell.more')}
      </button>
    </nav>
  )
}

function Sign({ name }: { name: keyof typeof SIGNS }) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={SIGNS[name]} />
    </svg>
  )
}

const SIGNS = {
  home: 'M3 9.500 10 3.500l7 6V16.500h-4.500v-4.500h-5v4.500H3z',
  executions: 'M6 4.500v11l9-5.500z',
  waiting: 'M5.500 3h9M5.500 17h9M6.500 3v3l3.500 4-3.500 4v3M13.500 3v3L10 10l3.500 4v3',
  machines: 'M7 3h6v4H7zM3 13h6v4H3zM11 13h6v4h-6zM10 7v3M6 13v-3h8v3',
  functions: 'M4 3.500h3L15 16.500h2M8.800 9.500 5 16.500',
  services: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.500h.100M7 13.500h.100',
  logs: 'M4 5h12M4 8.500h12M4 12h8M4 15.500h10',
  metrics: 'M3 16.500h14M5.500 13.500v-4M10 13.500v-9M14.500 13.500v-6',
  settings: 'M4 6h6M14 6h2M10 4v4M4 14h2M10 14h6M6 12v4',
  more: 'M4.500 10h.100M10 10h.100M15.500 10h.100M4.500 5h.100M10 5h.100M15.500 5h.100M4.500 15h.100M10 15h.100M15.500 15h.100',
  iam: 'M10 2.500 16 5v4.500c0 4-2.500 6.500-6 8-3.500-1.500-6-4-6-8V5zM7.500 9.800l2 2 3.500-4',
}

function isWithin(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
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
      className="shell-select shell-appearance"
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
