import type { HistoryEvent } from '@pasos/asl'
import { eventDetail, formatDuration, type Step } from '@pasos/graph/run'
import { type Dispatch, memo, type SetStateAction, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Preferences, usePreferences } from '../../app/preferences.ts'
import { Empty } from '../../components/empty.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { momentFormat } from '../../components/moment.tsx'
import { useRowWindow } from '../../components/row-window.ts'
import { SearchField } from '../../components/search-field.tsx'
import type { LiveExecution } from '../../live/use-live-execution.ts'
import { type EventFilter, eventTone, filterEvents } from './filter-events.ts'

const ROW = 38

/** The whole history, however long, with what is sought in it. */
export function EventsView({ live, onSelect }: { live: LiveExecution; onSelect: (step: Step) => void }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<EventFilter>({ text: '', isFailedOnly: false, isNewestFirst: false })
  const { events, revision } = live
  // biome-ignore lint/correctness/useExhaustiveDependencies: `events` grows in place, `revision` says when.
  const shown = useMemo(() => filterEvents(events, filter), [events, revision, filter])
  /** What is open, and how high its details are once they are drawn. */
  const [opened, setOpened] = useState<ReadonlyMap<number, number>>(new Map())
  return (
    <div className="events">
      <div className="toolbar">
        <SearchField value={filter.text} onChange={text => setFilter({ ...filter, text })} label={t('events.search')} />
        <label className="check">
          <input
            type="checkbox"
            checked={filter.isFailedOnly}
            onChange={event => setFilter({ ...filter, isFailedOnly: event.target.checked })}
          />
          {t('events.failedOnly')}
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={filter.isNewestFirst}
            onChange={event => setFilter({ ...filter, isNewestFirst: event.target.checked })}
          />
          {t('events.newestFirst')}
        </label>
        <span className="quiet" role="status">
          {t('events.count', { shown: shown.length, total: events.length })}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty text={t('common.noMatch', { text: filter.text })} />
      ) : (
        // Other events are read from their beginning.
        <EventRows key={JSON.stringify(filter)} {...{ live, shown, opened, setOpened, onSelect }} isNewestFirst={filter.isNewestFirst} />
      )}
    </div>
  )
}

interface EventRowsProps {
  live: LiveExecution
  shown: readonly HistoryEvent[]
  opened: ReadonlyMap<number, number>
  setOpened: Dispatch<SetStateAction<ReadonlyMap<number, number>>>
  isNewestFirst: boolean
  onSelect: (step: Step) => void
}

/** Only the rows in sight exist. They follow the newest event until the reader scrolls away. */
function EventRows({ live, shown, opened, setOpened, isNewestFirst, onSelect }: EventRowsProps) {
  const { t, i18n } = useTranslation()
  const { zone } = usePreferences()
  const { events, run } = live
  const frame = useRef<HTMLElement>(null)
  const taller = useMemo(() => {
    if (opened.size === 0) return undefined
    return new Map(shown.flatMap((event, index) => (opened.has(event.id) ? [[index, opened.get(event.id)!] as const] : [])))
  }, [shown, opened])
  const list = useRowWindow(frame, { count: shown.length, height: ROW, idOf: index => shown[index]!.id, ...(taller && { taller }) })
  const isFollowing = useRef(true)
  const { scrollTo } = list
  const isRunning = live.record?.status === 'RUNNING' && run.ended === undefined
  useEffect(() => {
    // A finished history that is still being read is not followed: it opens at its beginning.
    if (isRunning && isFollowing.current && !isNewestFirst) scrollTo(shown.length - 1)
  }, [shown.length, isRunning, isNewestFirst, scrollTo])
  const start = events[0]?.timestamp ?? 0
  const toggle = useCallback(
    (id: number) =>
      setOpened(before => {
        const next = new Map(before)
        if (!next.delete(id)) next.set(id, 0)
        return next
      }),
    [setOpened],
  )
  const measure = useCallback(
    (id: number, height: number) =>
      setOpened(before => (before.get(id) === height || !before.has(id) ? before : new Map(before).set(id, height))),
    [setOpened],
  )
  return (
    <section
      className="events-body"
      ref={frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={t('view.events')}
      onScroll={event => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget
        isFollowing.current = scrollHeight - scrollTop - clientHeight < ROW * 2
      }}
    >
      <ol style={{ height: list.total }}>
        {list.indices.map(index => {
          const event = shown[index]!
          const step = run.context.get(event.id)?.step
          const isOpen = opened.has(event.id)
          return (
            <li
              key={event.id}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={shown.length}
              style={{ transform: `translateY(${list.topOf(index)}px)` }}
              className={`event event-${eventTone(event)}`}
            >
              <EventLine {...{ event, name: step?.name, start, language: i18n.language, zone, isOpen }} onToggle={toggle} />
              {isOpen && <EventDetail event={event} step={step} onSelect={onSelect} onHeight={measure} />}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

interface EventLineProps {
  event: HistoryEvent
  name: string | undefined
  /** When the execution began. */
  start: number
  language: string
  zone: Preferences['zone']
  isOpen: boolean
  onToggle: (id: number) => void
}

/** Of the lines in sight most were so before the last step of scrolling: they are not made again. */
const EventLine = memo(function EventLine({ event, name, start, language, zone, isOpen, onToggle }: EventLineProps) {
  const date = new Date(event.timestamp)
  const iso = date.toISOString()
  return (
    <button type="button" className="event-line" data-row aria-expanded={isOpen} onClick={() => onToggle(event.id)}>
      <span className="event-id numbers">{event.id}</span>
      <span className="event-type">{event.type}</span>
      <span className="event-step">{name}</span>
      <span className="event-time numbers">+{formatDuration(event.timestamp - start, language)}</span>
      <time className="event-clock numbers" dateTime={iso} title={iso}>
        {momentFormat(language, zone, true).format(date)}
      </time>
    </button>
  )
})

interface EventDetailProps {
  event: HistoryEvent
  step: Step | undefined
  onSelect: (step: Step) => void
  onHeight: (id: number, height: number) => void
}

function EventDetail({ event, step, onSelect, onHeight }: EventDetailProps) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const tell = () => onHeight(event.id, frame.current?.offsetHeight ?? 0)
    const observer = new ResizeObserver(tell)
    observer.observe(frame.current!)
    tell()
    return () => observer.disconnect()
  }, [event.id, onHeight])
  return (
    <div className="event-detail" ref={frame}>
      {step && (
        <button type="button" className="text-button" onClick={() => onSelect(step)}>
          {t('events.showStep', { name: step.name })}
        </button>
      )}
      <JsonText
        text={JSON.stringify({ previousEventId: event.previousEventId, ...opened(event) })}
        label={t('events.detail', { id: event.id })}
      />
    </div>
  )
}

/** Inputs and outputs are JSON inside strings; opened up they can be read. */
function opened(event: HistoryEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(eventDetail(event)).map(([key, value]) => {
      if (typeof value !== 'string' || !/^(input|output|parameters)$/.test(key)) return [key, value]
      try {
        return [key, JSON.parse(value)]
      } catch {
        return [key, value]
      }
    }),
  )
}
