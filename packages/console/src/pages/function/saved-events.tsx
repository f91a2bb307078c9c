import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'

type Events = Record<string, string>

function load(name: string): Events {
  try {
    return JSON.parse(localStorage.getItem(`pasos.events.${name}`) ?? '{}') as Events
  } catch {
    return {}
  }
}

/** Events kept under names in this browser, for each function. */
export function SavedEvents({ name, payload, onChoose }: { name: string; payload: string; onChoose: (payload: string) => void }) {
  const { t } = useTranslation('pages')
  const [events, setEvents] = useState(() => load(name))
  const [title, setTitle] = useState('')
  const keep = (next: Events) => {
    setEvents(next)
    try {
      localStorage.setItem(`pasos.events.${name}`, JSON.stringify(next))
    } catch {
      // A browser that forbids storage still has them for this visit.
    }
  }
  return (
    <div className="saved-events">
      {Object.entries(events).map(([key, text]) => (
        <span key={key} className="chip-pair">
          <button type="button" className="chip" onClick={() => onChoose(text)}>
            {key}
          </button>
          <Button
            variant="icon"
            iconName="close"
            ariaLabel={t('function.forget', { name: key })}
            onClick={() => keep(Object.fromEntries(Object.entries(events).filter(([other]) => other !== key)))}
          />
        </span>
      ))}
      <form
        className="saved-events-form"
        onSubmit={event => {
          event.preventDefault()
          if (title.trim() !== '') keep({ ...events, [title.trim()]: payload })
          setTitle('')
        }}
      >
        <input
          className="field-text"
          value={title}
          maxLength={60}
          aria-label={t('function.eventName')}
          placeholder={t('function.eventName')}
          onChange={event => setTitle(event.target.value)}
        />
        <Button formAction="submit" variant="link" disabled={title.trim() === ''}>
          {t('function.keepEvent')}
        </Button>
      </form>
    </div>
  )
}
