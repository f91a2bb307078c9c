import type { Step } from '@pasos/graph/run'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { JsonText } from '../../components/json-text.tsx'
import { Lasting, Moment } from '../../components/moment.tsx'
import { functionPath, logGroupPath, mapRunPath } from '../../format/arn.ts'
import { causeText } from '../../format/cause-text.ts'

/** Type, times, the function behind a step, and each of its attempts. */
export function StepDetails({ step }: { step: Step }) {
  const { t } = useTranslation()
  const functionName = step.attempts.findLast(attempt => attempt.functionName)?.functionName
  const resource = step.attempts.at(-1)?.resource
  return (
    <>
      <dl className="pairs">
        <div>
          <dt>{t('steps.type')}</dt>
          <dd>{t(`stateType.${step.type as 'Task'}`, { defaultValue: step.type })}</dd>
        </div>
        <div>
          <dt>{t('execution.started')}</dt>
          <dd>
            <Moment at={step.startedAt} isPrecise />
          </dd>
        </div>
        {step.endedAt !== undefined && (
          <div>
            <dt>{t('execution.stopped')}</dt>
            <dd>
              <Moment at={step.endedAt} isPrecise />
            </dd>
          </div>
        )}
        {resource && (
          <div>
            <dt>{t('details.resource')}</dt>
            <dd className="mono">{resource}</dd>
          </div>
        )}
        {functionName && (
          <div>
            <dt>{t('details.function')}</dt>
            <dd>
              <Link href={functionPath(functionName)}>{functionName}</Link> ·{' '}
              <Link href={logGroupPath(`/aws/lambda/${functionName}`)}>{t('details.allLogs')}</Link>
            </dd>
          </div>
        )}
        {step.mapRunArn && (
          <div>
            <dt>{t('details.mapRun')}</dt>
            <dd className="mono">
              <Link href={mapRunPath(step.mapRunArn)}>{step.mapRunArn}</Link>
            </dd>
          </div>
        )}
      </dl>
      {step.attempts.length > 0 && <h3>{t('details.attempts', { count: step.attempts.length })}</h3>}
      <ol className="attempts">
        {step.attempts.map((attempt, index) => (
          <li key={attempt.eventId}>
            <p>
              <strong>{index + 1}.</strong> <Moment at={attempt.scheduledAt} isPrecise /> ·{' '}
              <Lasting from={attempt.startedAt ?? attempt.scheduledAt} until={attempt.endedAt ?? step.endedAt} />
              {attempt.error !== undefined && (
                <span className="ink-failed" lang="en">
                  {' '}
                  · {attempt.error || t('failure.noName')}
                </span>
              )}
            </p>
            {attempt.cause && (
              <pre className="quiet" lang="en">
                {causeText(attempt.cause)}
              </pre>
            )}
            {attempt.parameters !== undefined && (
              <details>
                <summary>{t('details.parameters')}</summary>
                <JsonText text={attempt.parameters} label={t('details.parameters')} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}
