import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { deleteMachine } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Problem } from '../../components/problem.tsx'

const Confirm = lazyPart(() => import('../../components/confirm.tsx'))

/** Deletes a state machine, once its name was written out. */
export function DeleteMachine({ arn, name }: { arn: string; name: string }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const [typed, setTyped] = useState('')
  const remove = useMutation({
    mutationFn: () => deleteMachine(arn),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['machines'] })
      go('/state-machines')
    },
  })
  return (
    <section className="card danger">
      <div>
        <h2>{t('deletion.title')}</h2>
        <p className="quiet">{t('deletion.text')}</p>
      </div>
      <Button onClick={() => setAsking(true)}>{t('deletion.verb')}</Button>
      {isAsking && (
        <Confirm
          isDestructive
          title={t('deletion.ask', { name })}
          verb={t('deletion.verb')}
          isBusy={remove.isPending}
          isDisabled={typed !== name}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          {remove.error && <Problem error={remove.error} />}
          <label className="field">
            <span>{t('deletion.type', { name })}</span>
            <input className="field-text" value={typed} autoComplete="off" onChange={event => setTyped(event.target.value)} />
          </label>
        </Confirm>
      )}
    </section>
  )
}
