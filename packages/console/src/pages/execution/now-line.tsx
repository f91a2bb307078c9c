import type { JsonObject } from '@pasos/asl'
import { formatDuration, type RunModel, type Step, type Waits, waitsOf } from '@pasos/graph/run'
import { StatusIcon } from '@pasos/graph/status-icon'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../live/use-now.ts'

const SHOWN = 4

interface Props {
  run: RunModel
  states: ReadonlyMap<string, JsonObject>
  isRunning: boolean
  onShow: (step: Step) => void
}

/** Never silent: while something runs, a line says what, since when, and what it is waiting for. */
export function NowLine({ run, states, isRunning, onShow }: Props) {
  const { t } = useTranslation()
  const now = useNow(isRunning, 250)
  if (!isRunning) return null
  const all = run.steps.filter(step => step.status === 'running')
  const inner = all.filter(step => step.type !== 'Map' && step.type !== 'Parallel')
  // The children of a distributed Map are executions of their own: then the Map itself is what runs.
  const running = inner.length > 0 ? inner : all
  return (
    <ul className="now" aria-label={t('now.title')}>
      {running.length === 0 && <li className="quiet">{t('now.between')}</li>}
      {running.slice(0, SHOWN).map(step => (
        <li key={step.id}>
          <button type="button" className="text-button" onClick={() => onShow(step)}>
            <StatusIcon status="running" /> {step.name}
          </button>{' '}
          <span className="quiet">
            <NowSentence step={step} waits={waitsOf(step, states.get(step.name))} now={now} />
          </span>
        </li>
      ))}
      {running.length > SHOWN && <li className="quiet">{t('now.more', { count: running.length - SHOWN })}</li>}
    </ul>
  )
}

/** What a running step is at, in a few words: what it waits for, since when, and until when at the latest. */
export function NowSentence({ step, waits, now }: { step: Pick<Step, 'startedAt' | 'attempts'>; waits: Waits | undefined; now: number }) {
  const { t, i18n } = useTranslation()
  const since = (at: number) => formatDuration(Math.max(0, now - at), i18n.language)
  const till = (at: number) => formatDuration(Math.max(0, at - now), i18n.language)
  const attempt = step.attempts.at(-1)
  const words = [main()]
  if (attempt && attempt.error === undefined) {
    const began = attempt.startedAt ?? attempt.scheduledAt
    if (attempt.heartbeatSeconds !== undefined)
      words.push(t('now.heartbeatEvery', { time: formatDuration(attempt.heartbeatSeconds * 1000, i18n.language) }))
    if (attempt.timeoutSeconds !== undefined) words.push(t('now.timesOut', { time: till(began + attempt.timeoutSeconds * 1000) }))
  }
  return words.join(' · ')

  function main(): string {
    switch (waits?.kind) {
      case 'timer':
        return waits.until === undefined
          ? t('now.waiting', { time: since(step.startedAt) })
          : t('now.waitsUntil', { time: till(waits.until) })
      case 'retry': {
        const facts = { error: waits.error, count: waits.tries }
        if (waits.at !== undefined) return t('now.nextTry', { ...facts, time: till(waits.at) })
        return t('now.backOff', { ...facts, time: since(attempt!.endedAt ?? attempt!.scheduledAt) })
      }
      case 'token':
        return t('now.token', { time: since(attempt!.scheduledAt) })
      case 'activity':
        return t(waits.isTaken ? 'now.activityTaken' : 'now.activity', {
          name: waits.activity,
          time: since(attempt!.startedAt ?? attempt!.scheduledAt),
        })
      case 'job':
        return t('now.job', { name: waits.resource, time: since(attempt!.scheduledAt) })
      default:
        return working()
    }
  }

  function working(): string {
    if (!attempt) return t('now.entered', { time: since(step.startedAt) })
    if (attempt.startedAt === undefined) return t('now.queued', { time: since(attempt.scheduledAt) })
    const number = step.attempts.length
    return t(number > 1 ? 'now.attempt' : 'now.invoked', { count: number, time: since(attempt.startedAt) })
  }
}
