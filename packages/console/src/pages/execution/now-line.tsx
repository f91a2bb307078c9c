import { useTranslation } from 'react-i18next'
import { StatusIcon } from '../../components/status-word.tsx'
import { formatDuration } from '../../format/duration.ts'
import type { RunModel } from '../../history/fold-history.ts'
import type { Step } from '../../history/step.ts'
import { useNow } from '../../live/use-now.ts'

const SHOWN = 4

/** Never silent: while something runs, a line says what, since when, and what it is waiting for. */
export function NowLine({ run, isRunning, onShow }: { run: RunModel; isRunning: boolean; onShow: (step: Step) => void }) {
  const { t } = useTranslation()
  const now = useNow(isRunning)
  if (!isRunning) return null
  const running = run.steps.filter(step => step.status === 'running' && step.type !== 'Map' && step.type !== 'Parallel')
  return (
    <ul className="now" aria-label={t('now.title')}>
      {running.length === 0 && <li className="quiet">{t('now.between')}</li>}
      {running.slice(0, SHOWN).map(step => (
        <li key={step.id}>
          <button type="button" className="text-button" onClick={() => onShow(step)}>
            <StatusIcon status="running" /> {step.name}
          </button>{' '}
          <span className="quiet">
            <NowSentence step={step} now={now} />
          </span>
        </li>
      ))}
      {running.length > SHOWN && <li className="quiet">{t('now.more', { count: running.length - SHOWN })}</li>}
    </ul>
  )
}

/** What a running step is at, in a few words. */
export function NowSentence({ step, now }: { step: Step; now: number }) {
  const { t, i18n } = useTranslation()
  const since = (at: number) => formatDuration(now - at, i18n.language)
  const attempt = step.attempts.at(-1)
  if (step.type === 'Wait') return t('now.waiting', { time: since(step.startedAt) })
  if (!attempt) return t('now.entered', { time: since(step.startedAt) })
  const number = step.attempts.length
  if (attempt.error !== undefined)
    return t('now.backOff', { error: attempt.error, time: since(attempt.endedAt ?? attempt.scheduledAt), count: number })
  if (attempt.startedAt === undefined) return t('now.queued', { time: since(attempt.scheduledAt) })
  const words = [
    number > 1 ? t('now.attempt', { count: number, time: since(attempt.startedAt) }) : t('now.invoked', { time: since(attempt.startedAt) }),
  ]
  if (attempt.timeoutSeconds !== undefined) {
    words.push(t('now.timesOut', { time: formatDuration(attempt.startedAt + attempt.timeoutSeconds * 1000 - now, i18n.language) }))
  }
  return words.join(' · ')
}
