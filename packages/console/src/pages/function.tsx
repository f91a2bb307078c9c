import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { getFunction, type Invocation, invokeFunction } from '../api/lambda.ts'
import { useTitle } from '../app/use-title.ts'
import Button from '../components/button.tsx'
import { JsonText } from '../components/json-text.tsx'
import { Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { StatusWord } from '../components/status-word.tsx'
import { Waiting } from '../components/waiting.tsx'
import { logGroupPath } from '../format/arn.ts'
import { formatDuration } from '../format/duration.ts'
import { findJsonFault } from '../format/json-fault.ts'
import { LiveLog } from './logs/live-log.tsx'

const JsonEditor = lazy(() => import('../editor/json-editor.tsx'))

/** A function: what it is, a way to try it, and what it writes. */
export default function FunctionPage({ name }: { name: string }) {
  const { t } = useTranslation()
  useTitle(name)
  const found = useQuery({ queryKey: ['function', name], queryFn: () => getFunction(name) })
  const config = found.data?.Configuration
  return (
    <>
      <PageHead
        title={name}
        trailLabel={t('shell.trail')}
        trail={[{ text: t('functions.title'), href: '/functions' }]}
        description={config?.Description}
      />
      {found.error && <Problem error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Waiting />}
      {config && (
        <>
          <dl className="pairs card">
            {(
              [
                ['functions.runtime', config.Runtime],
                ['functions.handler', config.Handler],
                ['functions.memory', `${config.MemorySize} MB`],
                ['functions.timeout', `${config.Timeout} s`],
                ['functions.size', `${Math.ceil((config.CodeSize ?? 0) / 102.4) / 10} kB`],
                ['functions.state', config.State ?? '–'],
              ] as const
            ).map(([key, value]) => (
              <div key={key}>
                <dt>{t(key)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            <div>
              <dt>{t('functions.modified')}</dt>
              <dd>{config.LastModified && <Moment at={new Date(config.LastModified)} />}</dd>
            </div>
            <div className="pair-wide">
              <dt>{t('machine.role')}</dt>
              <dd className="mono">{config.Role}</dd>
            </div>
            <div className="pair-wide">
              <dt>{t('execution.arn')}</dt>
              <dd className="mono">{config.FunctionArn}</dd>
            </div>
          </dl>
          <Invoke name={name} />
          <section className="card">
            <h2>
              {t('function.logs')} <Link href={logGroupPath(`/aws/lambda/${name}`)}>{t('details.allLogs')}</Link>
            </h2>
            <LiveLog group={`/aws/lambda/${name}`} isShort />
          </section>
        </>
      )}
    </>
  )
}

function Invoke({ name }: { name: string }) {
  const { t } = useTranslation()
  const [payload, setPayload] = useState('{}')
  const fault = findJsonFault(payload)
  const invoke = useMutation({ mutationFn: () => invokeFunction(name, payload) })
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('function.invoke')}</h2>
        <Button
          variant="primary"
          iconName="caret-right-filled"
          disabled={fault !== undefined}
          loading={invoke.isPending}
          onClick={() => invoke.mutate()}
        >
          {t('function.invokeVerb')}
        </Button>
      </div>
      <div className="side-by-side">
        <div>
          <h3>{t('function.payload')}</h3>
          <Suspense fallback={<div className="editor editor-short" />}>
            <JsonEditor value={payload} onChange={setPayload} label={t('function.payload')} fault={fault} isShort />
          </Suspense>
          {fault && (
            <p className="ink-failed">{t(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}</p>
          )}
        </div>
        <div>
          <h3>{t('function.answer')}</h3>
          {invoke.error && <Problem error={invoke.error} />}
          {invoke.data ? (
            <Answer answer={invoke.data} />
          ) : (
            <p className="quiet">{invoke.isPending ? t('function.working') : t('function.noAnswer')}</p>
          )}
        </div>
      </div>
    </section>
  )
}

function Answer({ answer }: { answer: Invocation }) {
  const { t, i18n } = useTranslation()
  return (
    <div role="status">
      <p className="panel-facts">
        <StatusWord status={answer.functionError ? 'failed' : 'succeeded'} /> {formatDuration(answer.durationMs, i18n.language)}
        {answer.functionError && <span lang="en">{answer.functionError}</span>}
      </p>
      <JsonText text={answer.payload} label={t('function.answer')} />
      {answer.log && (
        <details>
          <summary>{t('function.tail')}</summary>
          <pre className="log">{answer.log}</pre>
        </details>
      )}
    </div>
  )
}
