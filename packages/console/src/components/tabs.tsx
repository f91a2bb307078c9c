import { type ReactNode, useEffect } from 'react'

interface Props<Id extends string> {
  label: string
  /** Tabs get the id `<prefix>-<tab>`; the panel must be called `<prefix>-panel`. */
  idPrefix: string
  tabs: readonly { id: Id; text: ReactNode }[]
  current: Id
  onChange: (id: Id) => void
  isSmall?: boolean
}

/** A tab list as the ARIA practices want it: one stop for Tab, arrows move and choose. */
export function Tabs<Id extends string>({ label, idPrefix, tabs, current, onChange, isSmall }: Props<Id>) {
  // On a narrow screen the tabs scroll, and the chosen one may lie out of sight.
  useEffect(() => {
    const tab = document.getElementById(`${idPrefix}-${current}`)
    const list = tab?.parentElement
    if (list && tab) list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2
  }, [idPrefix, current])
  const moveBy = (by: number) => {
    const at = tabs.findIndex(tab => tab.id === current)
    const next = tabs[(at + by + tabs.length) % tabs.length]!
    onChange(next.id)
    document.getElementById(`${idPrefix}-${next.id}`)?.focus()
  }
  return (
    <div
      className={`tabs ${isSmall ? 'tabs-small' : ''}`}
      role="tablist"
      aria-label={label}
      onKeyDown={event => {
        if (event.key === 'ArrowRight') moveBy(1)
        if (event.key === 'ArrowLeft') moveBy(-1)
      }}
    >
      {tabs.map(tab => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${idPrefix}-${tab.id}`}
          aria-selected={tab.id === current}
          aria-controls={`${idPrefix}-panel`}
          tabIndex={tab.id === current ? 0 : -1}
          onClick={() => onChange(tab.id)}
        >
          {tab.text}
        </button>
      ))}
    </div>
  )
}
