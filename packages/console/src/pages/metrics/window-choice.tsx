import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { MomentField } from '../../components/moment-field.tsx'
import { type ChartWindow, lengthOf, periodsFor, SPANS, type Span, STATISTICS, windowOf } from './chart-window.ts'

const BETWEEN = 'between'

/** The window that the address of this page names, and how to change a part of it there; an empty text takes the part away. */
export function useChartWindow() {
  const [address, setAddress] = useSearchParams()
  const change = (changes: Record<string, string>) =>
    setAddress(
      old => {
        const next = new URLSearchParams(old)
        for (const [key, value] of Object.entries(changes)) value === '' ? next.delete(key) : next.set(key, value)
        return next
      },
      { replace: true },
    )
  return { address, window: windowOf(address), change }
}

type Change = (changes: Record<string, string>) => void

/** How far back charts go, or between which moments, what one point stands for, and which statistic is drawn. */
export function WindowChoice({ window, onChange }: { window: ChartWindow; onChange: Change }) {
  const { t, i18n } = useTranslation('pages')
  const seconds = lengthOf(window)
  const chooseSpan = (chosen: string) => {
    if (chosen !== BETWEEN) return onChange({ span: chosen === 'hour' ? '' : chosen, from: '', until: '' })
    const now = Math.floor(Date.now() / 60_000) * 60_000
    onChange({ span: '', from: new Date(now - seconds * 1_000).toISOString(), until: new Date(now).toISOString() })
  }
  /** An end that would lie before the other takes the other along. */
  const moved = (end: 'from' | 'until', value: string) => {
    const other = end === 'from' ? 'until' : 'from'
    const isApart = end === 'from' ? Date.parse(value) < window.until! : Date.parse(value) > window.from!
    const along = Date.parse(value) + (end === 'from' ? seconds : -seconds) * 1_000
    return { [end]: value, [other]: new Date(isApart ? window[other]! : along).toISOString() }
  }
  return (
    <>
      <label className="field">
        <span>{t('metrics.span')}</span>
        <select className="plain-select" value={window.span ?? BETWEEN} onChange={event => chooseSpan(event.target.value)}>
          {(Object.keys(SPANS) as Span[]).map(each => (
            <option key={each} value={each}>
              {t(`metrics.${each}`)}
            </option>
          ))}
          <option value={BETWEEN}>{t('metrics.between')}</option>
        </select>
      </label>
      {window.from !== undefined &&
        (['from', 'until'] as const).map(each => (
          <MomentField
            key={each}
            label={t(`metrics.${each}`)}
            value={new Date(window[each]!).toISOString()}
            onChange={value => value !== '' && onChange(moved(each, value))}
          />
        ))}
      <label className="field">
        <span>{t('metrics.period')}</span>
        <select
          className="plain-select"
          value={window.hasOwnPeriod ? String(window.periodSeconds) : ''}
          onChange={event => onChange({ period: event.target.value })}
        >
          <option value="">{t('metrics.usualPeriod', { period: periodWords(window.periodSeconds, i18n.language) })}</option>
          {periodsFor(seconds).map(each => (
            <option key={each} value={each}>
              {periodWords(each, i18n.language)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('metrics.statistic')}</span>
        <select className="plain-select" value={window.statistic ?? ''} onChange={event => onChange({ stat: event.target.value })}>
          <option value="">{t('metrics.usualStatistic')}</option>
          {STATISTICS.map(each => (
            <option key={each} value={each}>
              {t(`metrics.stat.${each}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}

/** `5 minutes`, in the language. */
function periodWords(seconds: number, language: string): string {
  const unit = seconds % 86_400 === 0 ? 'day' : seconds % 3_600 === 0 ? 'hour' : 'minute'
  const size = { day: 86_400, hour: 3_600, minute: 60 }[unit]
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size)
}
