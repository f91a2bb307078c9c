import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const QUIET_MS = 150

/** Grey lines where content will be; nothing at all while waiting is short. */
export function Waiting({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isLong) return null
  return (
    <div className="waiting" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move.
        <span key={line} style={{ width: `${92 - ((line * 23) % 50)}%` }} />
      ))}
    </div>
  )
}
