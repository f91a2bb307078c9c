import { adviceText, explainRun, type HistoryEvent, refusalIn } from '@pasos/asl'
import type { RunModel, Step } from '@pasos/graph/run'
import { StatusIcon } from '@pasos/graph/status-icon'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import Button from '../../components/button.tsx'
import { causeText } from '../../format/cause-text.ts'
import type { ExecutionRecord } from '../../live/execution-record.ts'
import { whyDeniedPath } from '../iam/principal-path.ts'
import { Neighbours } from './neighbours.tsx'

/** Why an execution failed, in AWS's words, and below them in plain ones with what to change. */
export function FailureCard(props: {
  record: ExecutionRecord
  run: RunModel
  events: readonly HistoryEvent[]
  selected: Step | undefined
  onShow: (step: Step) => void
}) {
  const { record, run, events, selected, onShow } = props
  const { t, i18n } = useTranslation()
  if (record.status !== 'FAILED' && record.status !== 'TIMED_OUT' && !(record.status === 'ABORTED' && record.error)) return null
  const step = run.failedStep ?? run.steps.findLast(each => each.status === 'failed' || each.status === 'timedOut')
  const failures = run.steps.filter(each => each.error !== undefined || each.status === 'failed' || each.status === 'timedOut')
  const at = selected ? failures.indexOf(selected) : -1
  // AWS gives no error to an execution that took longer than its state machine allows.
  const isLate = record.status === 'TIMED_OUT' && record.error === undefined
  const explanation = explainRun(record, events)
  const refusal = explanation?.key === 'notAllowed' ? refusalIn(record.cause ?? '') : undefined
  const status = record.status === 'ABORTED' ? 'aborted' : record.status === 'FAILED' ? 'failed' : 'timedOut'
  return (
    <section className={`failure failure-${status}`} aria-label={t('failure.title')}>
      <div className="failure-head">
        <StatusIcon status={status} />
        <h2 lang="en">{record.error ?? (isLate ? 'States.Timeout' : t('failure.noName'))}</h2>
        {step && <span className="failure-where">{t('failure.inStep', { name: step.name })}</span>}
        {failures.length > 1 && (
          <Neighbours
            previous={() => onShow(failures.at(at < 1 ? -1 : at - 1)!)}
            next={() => onShow(failures[(at + 1) % failures.length]!)}
            labels={[t('failure.previous'), t('failure.next')]}
            keys={['N', 'n']}
          />
        )}
        {step && (
          <span data-key={failures.length > 1 ? undefined : 'n'}>
            <Button onClick={() => onShow(step)} iconName="angle-right" iconAlign="right">
              {t('failure.show')}
            </Button>
          </span>
        )}
      </div>
      {record.cause && (
        <pre className="failure-cause" lang="en">
          {causeText(record.cause)}
        </pre>
      )}
      {explanation && (
        <p className="failure-fix">
          <strong>{t('failure.fix')}</strong> {adviceText(explanation, i18n.language.startsWith('es') ? 'es' : 'en')}
          {refusal && (
            <>
              {' '}
              <Link href={whyDeniedPath(record.roleArn, refusal.action, refusal.resource)}>{t('failure.whyDenied')}</Link>
            </>
          )}
        </p>
      )}
    </section>
  )
}
