import { useTranslation } from 'react-i18next'

/** Dims every state whose name does not contain what is typed; Enter opens the first that does, Escape empties the field. */
export function GraphSearch({ value, onChange, onEnter }: { value: string; onChange: (value: string) => void; onEnter: () => void }) {
  const { t } = useTranslation()
  return (
    <input
      type="search"
      className="graph-search"
      data-search
      value={value}
      placeholder={t('graph.search')}
      aria-label={t('graph.search')}
      onChange={event => onChange(event.target.value)}
      onKeyDown={event => {
        if (event.key === 'Enter' && value !== '') onEnter()
        if (event.key !== 'Escape' || value === '') return
        event.stopPropagation()
        onChange('')
      }}
    />
  )
}
