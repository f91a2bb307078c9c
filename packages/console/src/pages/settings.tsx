import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type ServerSettings, serverSettings } from '../api/settings.ts'
import { setPreferences, type Theme, usePreferences } from '../app/preferences.ts'
import { useTitle } from '../app/use-title.ts'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { changeLanguage, LANGUAGES, type Language } from '../language/language.ts'

/** What one has chosen for oneself, and how the server was started. */
export default function Settings() {
  const { t } = useTranslation('pages')
  useTitle(t('settings.title'))
  const server = useQuery({ queryKey: ['serverSettings'], queryFn: serverSettings })
  return (
    <>
      <PageHead title={t('settings.title')} description={t('settings.description')} />
      <Own />
      {server.error && <Problem error={server.error} retry={() => void server.refetch()} />}
      {server.isPending && <Waiting />}
      {server.data && <Server settings={server.data} />}
      <section className="card">
        <h2>{t('settings.licences')}</h2>
        <p>
          {t('settings.licence')} <a href="/third-party-notices.txt">{t('settings.notices')}</a>
        </p>
      </section>
    </>
  )
}

function Own() {
  const { t } = useTranslation('pages')
  const { t: words, i18n } = useTranslation()
  const { theme, hasLetterKeys, zone } = usePreferences()
  return (
    <section className="card own-settings">
      <h2>{t('settings.own')}</h2>
      <p className="quiet tab-lead">{t('settings.ownLead')}</p>
      <label className="field">
        <span>{words('shell.language')}</span>
        <select
          className="plain-select"
          value={i18n.language}
          onChange={event => {
            const language = event.target.value as Language
            setPreferences({ language })
            void changeLanguage(language)
          }}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{words('shell.theme')}</span>
        <select className="plain-select" value={theme} onChange={event => setPreferences({ theme: event.target.value as Theme })}>
          {(['system', 'light', 'dark'] as const).map(each => (
            <option key={each} value={each}>
              {words(`theme.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('settings.zone')}</span>
        <select
          className="plain-select"
          value={zone}
          onChange={event => setPreferences({ zone: event.target.value === 'UTC' ? 'UTC' : 'own' })}
        >
          <option value="own">{t('settings.ownZone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</option>
          <option value="UTC">UTC</option>
        </select>
      </label>
      <label className="check">
        <input type="checkbox" checked={hasLetterKeys} onChange={event => setPreferences({ hasLetterKeys: event.target.checked })} />
        <span>{words('shortcuts.letters')}</span>
      </label>
    </section>
  )
}

function Server({ settings }: { settings: ServerSettings }) {
  const { t } = useTranslation('pages')
  const yes = (value: boolean) => t(value ? 'settings.yes' : 'settings.no')
  const facts: [string, ReactNode][] = [
    [t('settings.version'), settings.version],
    [t('settings.account'), `${settings.accountId} · ${settings.region}`],
    [t('settings.folder'), <code key="folder">{settings.folder}</code>],
    [t('settings.trusted'), t(`settings.auth_${settings.auth}`)],
    [t('settings.iam'), t(settings.iam === 'enforce' ? 'settings.iam_enforce' : 'settings.iam_soft')],
    [t('settings.sandbox'), settings.sandbox],
    [t('settings.retention'), settings.retentionDays === 0 ? t('settings.forEver') : t('settings.days', { count: settings.retentionDays })],
    [t('settings.express'), yes(settings.keepsExpressHistory)],
    [t('settings.limits'), yes(settings.keepsAwsLimits)],
  ]
  return (
    <section className="card">
      <h2>{t('settings.server')}</h2>
      <p className="quiet tab-lead">{t('settings.serverLead')}</p>
      <dl className="pairs">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div className="pair-wide">
          <dt>{t('settings.services')}</dt>
          <dd>
            <code>{settings.services.join(', ')}</code>
          </dd>
        </div>
        <div className="pair-wide">
          <dt>{t('settings.forwarded')}</dt>
          <dd>
            {Object.keys(settings.forwarded).length === 0
              ? t('settings.nothingForwarded')
              : Object.entries(settings.forwarded).map(([name, place]) => (
                  <div key={name}>
                    <code>{name}</code> → {place === 'aws' ? 'AWS' : <code>{place}</code>}
                  </div>
                ))}
          </dd>
        </div>
      </dl>
    </section>
  )
}
