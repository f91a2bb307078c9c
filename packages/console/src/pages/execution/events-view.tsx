import type { HistoryEvent } from '@pasos/asl'
import { eventDetail, formatDuration, type Step } from '@pasos/graph/run'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../components/empty.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { Moment } from '../../components/moment.tsx'
import { SearchField } from '../../components/search-field.tsx'
import type { LiveExecution } from '../../live/use-live-execution.ts'
import { type EventFilter, eventTone, filterEvents } from './filter-events.ts'

const ROW = 38

/** The whole history, however long: only the rows in sight exist. It follows the newest event until the reader scrolls away. */
export function EventsView({ live, onSelect }: { live: LiveExecution; onSelect: (step: Step) => void }) {
  const { t, i18n } = useTranslation()
  const [filter, setFilter] = useState<EventFilter>({ text: '', isFailedOnly: false, isNewestFirst: false })
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const frame = useRef<HTMLDivElement>(null)
  const { events, run, revision } = live
  // biome-ignore lint/correctness/useExhaustiveDependencies: `events` grows in place, `revision` says when.
  const shown = useMemo(() => filterEvents(events, filter), [events, revision, filter])
  const list = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    getItemKey: index => shown[index]!.id,
    overscan: 14,
  })
  const isFollowing = useRef(true)
  useEffect(() => {
    // A finished history that is still being read is not followed: it opens at its beginning.
    if (live.record?.status === 'RUNNING' && run.ended === undefined && isFollowing.current && !filter.isNewestFirst && shown.length > 0)
      list.scrollToIndex(shown.length - 1)
  }, [shown.length, run.ended, live.record?.status, filter.isNewestFirst, list])
  const start = events[0]?.timestamp ?? 0
  const toggle = useCallback((id: number) => {
    setOpened(before => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
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
          <ol style={{ height: list.getTotalSize() }}>
            {list.getVirtualItems().map(item => {
              const event = shown[item.index]!
              const step = run.context.get(event.id)?.step
              const isOpen = opened.has(event.id)
              return (
                <li
                  key={event.id}
                  ref={list.measureElement}
                  data-index={item.index}
                  style={{ transform: `translateY(${item.start}px)` }}
                  className={`event event-${eventTone(event)}`}
                >
                  <EventLine event={event} name={step?.name} start={start} language={i18n.language} isOpen={isOpen} onToggle={toggle} />
                  {isOpen && <EventDetail event={event} step={step} onSelect={onSelect} />}
                </li>
              )
            })}
          </ol>
        </section>
      )}
    </div>
  )
}

interface EventLineProps {
  event: HistoryEvent
  name: string | undefined
  /** When the execution began. */
  start: number
  language: string
  isOpen: boolean
  onToggle: (id: number) => void
}

/** Of the lines in sight most were so before the last step of scrolling: they are not made again. */
const EventLine = memo(function EventLine({ event, name, start, language, isOpen, onToggle }: EventLineProps) {
  return (
    <button type="button" className="event-line" data-row aria-expanded={isOpen} onClick={() => onToggle(event.id)}>
      <span className="event-id numbers">{event.id}</span>
      <span className="event-type">{event.type}</span>
      <span className="event-step">{name}</span>
      <span className="event-time numbers">+{formatDuration(event.timestamp - start, language)}</span>
      <span className="event-clock numbers">
        <Moment at={event.timestamp} isPrecise />
      </span>
    </button>
  )
})

function EventDetail({ event, step, onSelect }: { event: HistoryEvent; step: Step | undefined; onSelect: (step: Step) => void }) {
  const { t } = useTranslation()
  return (
    <div className="event-detail">
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
