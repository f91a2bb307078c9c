import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import type { Filter } from './execution-filter.ts'
import { filterOfView, keepViews, queryOf, type SavedView, withView } from './saved-views.ts'

interface Props {
  views: readonly SavedView[]
  filter: Filter
}

const shownOf = ({ views, filter }: Props) => views.find(view => view.query === queryOf(filter))

/** The filters that have a name, to choose from. */
export function ViewChoice({ views, filter, onChoose }: Props & { onChoose: (filter: Filter) => void }) {
  const { t } = useTranslation()
  if (views.length === 0) return null
  return (
    <select
      className="plain-select"
      aria-label={t('filters.views')}
      value={shownOf({ views, filter })?.name ?? ''}
      onChange={event => {
        const chosen = views.find(view => view.name === event.target.value)
        if (chosen) onChoose(filterOfView(chosen))
      }}
    >
      <option value="" disabled>
        {t('filters.views')}
      </option>
      {views.map(view => (
        <option key={view.name}>{view.name}</option>
      ))}
    </select>
  )
}

/** Gives what is shown a name, or forgets the one that it has. */
export function ViewNaming({ views, filter, onChange }: Props & { onChange: (views: SavedView[]) => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const shown = shownOf({ views, filter })
  if (shown) {
    return (
      <Button onClick={() => onChange(keepViews(views.filter(view => view !== shown)))}>{t('filters.forget', { name: shown.name })}</Button>
    )
  }
  return (
    <form
      className="view-naming"
      onSubmit={event => {
        event.preventDefault()
        if (name.trim() !== '') onChange(keepViews(withView(views, name.trim(), filter)))
        setName('')
      }}
    >
      <input
        className="field-text"
        aria-label={t('filters.viewName')}
        placeholder={t('filters.viewName')}
        value={name}
        maxLength={60}
        onChange={event => setName(event.target.value)}
      />
      <Button formAction="submit" disabled={name.trim() === '' || queryOf(filter) === ''}>
        {t('filters.save')}
      </Button>
    </form>
  )
}
