import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isMissing } from '../../api/aws-json.ts'
import { type LogLine, readLastLines } from '../../api/logs.ts'
import { Empty } from '../../components/empty.tsx'
import { LogLines } from '../../components/log-lines.tsx'
import { Problem } from '../../components/problem.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Waiting } from '../../components/waiting.tsx'

const MOST = 5_000
const SHOWN = 1_000
/** A server's clock may be ahead of the reader's. */
const AHEAD_MS = 60_000
const SPANS = { quarter: 15 * 60_000, hour: 60 * 60_000, day: 24 * 60 * 60_000, week: 7 * 24 * 60 * 60_000 } as const

interface Props {
  group: string
  isShort?: boolean
  /** The group's own page, where one that is not there is told of; elsewhere it comes with its first line. */
  isOwnPage?: boolean
}

/** A log group's lines, followed as they come while the end is in sight. */
export function LiveLog({ group, isShort = false, isOwnPage = false }: Props) {
  const { t } = useTranslation()
  const [span, setSpan] = useState<keyof typeof SPANS>('hour')
  const [search, setSearch] = useState('')
  const [isFollowing, setFollowing] = useState(true)
  const frame = useRef<HTMLDivElement>(null)
  const queries = useQueryClient()
  const queryKey = ['log', group, span, isOwnPage]
  const lines = useQuery({
    queryKey,
    queryFn: () => {
      const until = Date.now() + AHEAD_MS
      const window = { from: until - SPANS[span], until, limit: MOST, mustExist: isOwnPage }
      return readLastLines(group, window, queries.getQueryData<LogLine[]>(queryKey))
    },
    refetchInterval: isFollowing ? 2_000 : false,
  })
  const found = (lines.data ?? []).filter(line => line.message.toLowerCase().includes(search.toLowerCase()))
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines move the view to the end.
  useEffect(() => {
    const log = frame.current?.querySelector('.log')
    if (isFollowing && log) log.scrollTop = log.scrollHeight
  }, [found.length, isFollowing])
  if (isMissing(lines.error)) return <Empty text={t('logs.noGroup')} />
  return (
    <div ref={frame} className={isShort ? 'live-log live-log-short' : 'live-log'}>
      <div className="toolbar">
        <SearchField value={search} onChange={setSearch} label={t('logs.search')} />
        <select
          className="plain-select"
          aria-label={t('logs.span')}
          value={span}
          onChange={event => setSpan(event.target.value as keyof typeof SPANS)}
        >
          {(Object.keys(SPANS) as (keyof typeof SPANS)[]).map(each => (
            <option key={each} value={each}>
              {t(`logs.${each}`)}
            </option>
          ))}
        </select>
        <label className="check">
          <input type="checkbox" checked={isFollowing} onChange={event => setFollowing(event.target.checked)} />
          {t('logs.follow')}
        </label>
        <span className="quiet">{t('logs.count', { count: found.length })}</span>
      </div>
      {lines.error && <Problem error={lines.error} retry={() => void lines.refetch()} />}
      {lines.isPending && <Waiting />}
      {lines.data && found.length === 0 && <Empty text={search ? t('common.noMatch', { text: search }) : t('logs.noneInSpan')} />}
      {lines.data && lines.data.length >= MOST && <p className="quiet">{t('logs.cut', { count: MOST })}</p>}
      {found.length > SHOWN && <p className="quiet">{t('logs.lastOnly', { count: SHOWN })}</p>}
      {found.length > 0 && <LogLines lines={found.slice(-SHOWN)} label={group} />}
    </div>
  )
}
