import { StateTypeIcon } from '@pasos/graph/view'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../sample/known-data.ts'
import { type PaletteItem, sdkItem } from './palette-items.ts'

const GROUPS = ['flow', 'mine', 'patterns', 'actions'] as const
/** Without a search the long list of actions shows its most used only. */
const FIRST_ACTIONS = [
  'lambda:invoke',
  'sqs:sendMessage',
  'sns:publish',
  'dynamodb:getItem',
  'dynamodb:putItem',
  'states:startExecution',
  'events:putEvents',
  'http:invoke',
]

export const PALETTE_DATA = 'application/x-pasos-item'

/** What can be put into the graph: to drag, or to choose for the place that is marked; `where` is the choice of that place. */
export function PalettePanel(props: {
  items: readonly PaletteItem[]
  language: Language
  where: ReactNode
  onAdd: (item: PaletteItem) => void
}) {
  const { t } = useTranslation('studio')
  const [search, setSearch] = useState('')
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    const found = props.items.filter(item =>
      words.length === 0
        ? item.group !== 'actions' || (item.hint === '' && FIRST_ACTIONS.includes(item.name))
        : words.every(word => `${item.name} ${item.hint} ${t(`palette.${item.group}`)}`.toLowerCase().includes(word)),
    )
    const named = found.length === 0 ? sdkItem(search, props.language) : undefined
    return named ? [named] : found
  }, [props.items, props.language, search, t])
  return (
    <section className="studio-palette" aria-label={t('palette.title')}>
      <input
        type="search"
        className="field-text"
        data-search
        value={search}
        placeholder={t('palette.search')}
        aria-label={t('palette.search')}
        onChange={event => setSearch(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && found[0]) props.onAdd(found[0])
        }}
      />
      {props.where}
      <div className="studio-palette-list">
        {found.length === 0 && <p className="quiet">{t('palette.none')}</p>}
        {GROUPS.map(group => {
          const items = found.filter(item => item.group === group).slice(0, 80)
          return (
            items.length > 0 && (
              <div key={group}>
                <h2 className="studio-group-title" id={`palette-${group}`}>
                  {t(`palette.${group}`)}
                </h2>
                <ul aria-labelledby={`palette-${group}`}>
                  {items.map(item => (
                    <li key={item.id}>
                      <button
                        type="button"
                        className="palette-item"
                        draggable
                        data-item={item.id}
                        onDragStart={event => {
                          event.dataTransfer.setData(PALETTE_DATA, JSON.stringify(item))
                          event.dataTransfer.effectAllowed = 'copy'
                        }}
                        onClick={() => props.onAdd(item)}
                      >
                        <span className="state-type">
                          <StateTypeIcon type={item.type} />
                        </span>
                        <span className="palette-words">
                          <span className="palette-name">{breakable(item.name)}</span>
                          {item.hint && <span className="quiet">{item.hint}</span>}
                        </span>
                      </button>
                    </li>
                  ))}
                </ul>
              </div>
            )
          )
        })}
      </div>
    </section>
  )
}

/** A name that may go on in the next line behind its service, and not within a word. */
function breakable(name: string): ReactNode {
  const [service, action] = name.split(':')
  if (action === undefined) return name
  return (
    <>
      {service}:<wbr />
      {action}
    </>
  )
}
