import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { redriveExecution, stopExecution } from '../../api/step-functions.ts'
import Confirm from '../../components/confirm.tsx'
import { Problem } from '../../components/problem.tsx'

interface Props {
  executionArn: string
  onClose: () => void
  onDone: () => void
}

/** Asks before an execution is stopped, and for the error and cause that its history shall tell. */
export function StopDialog({ executionArn, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const [error, setError] = useState('')
  const [cause, setCause] = useState('')
  const stop = useMutation({
    mutationFn: () => stopExecution(executionArn, { ...(error ? { error } : {}), ...(cause ? { cause } : {}) }),
    onSuccess: onDone,
  })
  return (
    <Confirm
      isDestructive
      title={t('stop.title')}
      verb={t('stop.verb')}
      isBusy={stop.isPending}
      onConfirm={() => stop.mutate()}
      onClose={onClose}
    >
      <p>{t('stop.text')}</p>
      {stop.error && <Problem error={stop.error} />}
      <label className="field">
        <span>{t('stop.error')}</span>
        <input className="field-text" value={error} maxLength={256} onChange={event => setError(event.target.value)} />
      </label>
      <label className="field">
        <span>{t('stop.cause')}</span>
        <input className="field-text" value={cause} maxLength={32_768} onChange={event => setCause(event.target.value)} />
      </label>
      <button type="submit" hidden />
    </Confirm>
  )
}

/** Asks before a redrive, which goes on where the execution failed, with the same input and definition. */
export function RedriveDialog({ executionArn, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const redrive = useMutation({ mutationFn: () => redriveExecution(executionArn), onSuccess: onDone })
  return (
    <Confirm
      title={t('redrive.title')}
      verb={t('execution.redrive')}
      isBusy={redrive.isPending}
      onConfirm={() => redrive.mutate()}
      onClose={onClose}
    >
      <p>{t('redrive.text')}</p>
      {redrive.error && <Problem error={redrive.error} />}
    </Confirm>
  )
}
