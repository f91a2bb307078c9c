import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'
import { findJsonFault } from '../../format/json-fault.ts'

/** A step that waits for its token: answer it from here, as whoever was given the token would. */
export function TaskToken({ token, onAnswered }: { token: string; onAnswered?: () => void }) {
  const { t } = useTranslation()
  const [output, setOutput] = useState('{}')
  const [error, setError] = useState('')
  const [cause, setCause] = useState('')
  const fault = findJsonFault(output)
  const success = useMutation({ mutationFn: () => sendTaskSuccess(token, output), onSuccess: () => onAnswered?.() })
  const failure = useMutation({ mutationFn: () => sendTaskFailure(token, error, cause), onSuccess: () => onAnswered?.() })
  const heartbeat = useMutation({ mutationFn: () => sendTaskHeartbeat(token) })
  const problem = success.error ?? failure.error ?? heartbeat.error
  const isBusy = success.isPending || failure.isPending
  return (
    <section className="token" aria-label={t('token.title')}>
      <h3>{t('token.title')}</h3>
      <p className="mono token-text">{token}</p>
      {problem && <Problem error={problem} />}
      <label className="field">
        <span>{t('token.output')}</span>
        <textarea
          className="field-text mono"
          rows={3}
          value={output}
          spellCheck={false}
          onChange={event => setOutput(event.target.value)}
        />
      </label>
      <div className="token-verbs">
        <Button variant="primary" disabled={fault !== undefined || isBusy} onClick={() => success.mutate()}>
          {t('token.success')}
        </Button>
        <Button disabled={isBusy} loading={heartbeat.isPending} onClick={() => heartbeat.mutate()}>
          {t('token.heartbeat')}
        </Button>
        <span className="quiet" role="status">
          {heartbeat.isSuccess ? t('token.heartbeatSent') : ''}
        </span>
      </div>
      <details>
        <summary>{t('token.fail')}</summary>
        <label className="field">
          <span>{t('token.error')}</span>
          <input className="field-text" value={error} onChange={event => setError(event.target.value)} />
        </label>
        <label className="field">
          <span>{t('token.cause')}</span>
          <input className="field-text" value={cause} onChange={event => setCause(event.target.value)} />
        </label>
        <Button disabled={isBusy} onClick={() => failure.mutate()}>
          {t('token.failure')}
        </Button>
      </details>
    </section>
  )
}
