import { useTranslation } from 'react-i18next'
import { SPANS, type Span } from './use-series.ts'

const NAMES = Object.keys(SPANS) as Span[]

/** The span that an address names, else the last hour. */
export const spanOf = (wanted: string | null): Span => NAMES.find(each => each === wanted) ?? 'hour'

/** How far back the charts go. */
export function SpanChoice({ span, onChange }: { span: Span; onChange: (span: Span) => void }) {
  const { t } = useTranslation('pages')
  return (
    <select className="plain-select" aria-label={t('metrics.span')} value={span} onChange={event => onChange(event.target.value as Span)}>
      {NAMES.map(each => (
        <option key={each} value={each}>
          {t(`metrics.${each}`)}
        </option>
      ))}
    </select>
  )
}
