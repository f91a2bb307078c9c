import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import { MomentField } from '../../components/moment-field.tsx'
import { type Filter, NO_FILTER, ORDERS, SINCE } from './execution-filter.ts'

interface Props {
  filter: Filter
  onChange: (changes: Partial<Filter>) => void
  children: ReactNode
}

const BETWEEN = 'between'

/** What a list is filtered by beyond status and name: when executions began, how they failed, what stands in their data; and their order. */
export function ExecutionFilters({ filter, onChange, children }: Props) {
  const { t } = useTranslation()
  const span = filter.from || filter.until ? BETWEEN : filter.since
  const isBetween = span === BETWEEN
  const chooseSpan = (chosen: string) => {
    const dayAgo = new Date(Date.now() - 24 * 3_600_000).toISOString()
    onChange(chosen === BETWEEN ? { since: '', from: dayAgo } : { since: chosen, from: '', until: '' })
  }
  return (
    <fieldset className="list-filters">
      <legend className="for-readers">{t('filters.title')}</legend>
      <label className="field">
        <span>{t('filters.began')}</span>
        <select className="plain-select" value={span} onChange={event => chooseSpan(event.target.value)}>
          <option value="">{t('filters.everSince')}</option>
          {Object.keys(SINCE).map(each => (
            <option key={each} value={each}>
              {t(`filters.since.${each as '1h'}`)}
            </option>
          ))}
          <option value={BETWEEN}>{t('filters.between')}</option>
        </select>
      </label>
      {isBetween &&
        (['from', 'until'] as const).map(each => (
          <MomentField key={each} label={t(`filters.${each}`)} value={filter[each]} onChange={value => onChange({ [each]: value })} />
        ))}
      {(['error', 'text'] as const).map(each => (
        <label key={each} className="field">
          <span>{t(`filters.${each}`)}</span>
          <input
            type="search"
            className="field-text"
            value={filter[each]}
            placeholder={t(`filters.${each}Hint`)}
            onChange={event => onChange({ [each]: event.target.value })}
          />
        </label>
      ))}
      <label className="field">
        <span>{t('filters.sort')}</span>
        <select
          className="plain-select"
          value={filter.sort in ORDERS ? filter.sort : ''}
          onChange={event => onChange({ sort: event.target.value })}
        >
          <option value="">{t('filters.newest')}</option>
          {Object.keys(ORDERS).map(each => (
            <option key={each} value={each}>
              {t(`filters.${each as 'oldest'}`)}
            </option>
          ))}
        </select>
      </label>
      <div className="list-filters-verbs">
        <Button onClick={() => onChange(NO_FILTER)}>{t('filters.clear')}</Button>
        {children}
      </div>
    </fieldset>
  )
}
