import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { createMachine, describeMachine, updateMachine } from '../api/step-functions.ts'
import DialogButtons from '../components/dialog-buttons.tsx'
import Modal from '../components/modal.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { readable } from '../format/readable-definition.ts'
import { changesBetween } from './changes.ts'
import type { Draft, Published } from './use-draft.ts'

const TextDiff = lazy(() => import('../editor/text-diff.tsx'))

interface Props {
  draft: Draft
  /** The machine's ARN; absent when it is to be created. */
  arn: string | undefined
  published: Published
  hasErrors: boolean
  onClose: () => void
  onDone: (arn: string) => void
}

/**
 * Shows what will change, and publishes it: UpdateStateMachine, or CreateStateMachine for a new one. What somebody published since is
 * shown first, and never overwritten unseen.
 */
export function PublishDialog({ draft, arn, published, hasErrors, onClose, onDone }: Props) {
  const { t } = useTranslation('studio')
  const queries = useQueryClient()
  const { text, settings } = draft
  const publish = useMutation({
    mutationFn: async () => {
      if (arn === undefined) return (await createMachine({ ...settings, definition: text })).stateMachineArn!
      const present = await describeMachine(arn)
      if (readable(present.definition ?? '') !== published.definition) {
        queries.setQueryData(['machine', arn], present)
        return undefined
      }
      await updateMachine(arn, { definition: text, roleArn: settings.roleArn })
      return arn
    },
    onSuccess: async machine => {
      if (machine === undefined) return
      draft.settle()
      await queries.invalidateQueries({ queryKey: ['machines'] })
      await queries.invalidateQueries({ queryKey: ['machine', machine] })
      onDone(machine)
    },
  })
  return (
    <Modal
      size="max"
      header={arn === undefined ? t('diff.createTitle') : t('diff.title')}
      onDismiss={onClose}
      footer={
        <DialogButtons
          verb={arn === undefined ? t('create') : t('publish')}
          isBusy={publish.isPending}
          onConfirm={() => publish.mutate()}
          onClose={onClose}
        />
      }
    >
      <div className="form">
        {publish.error && <Problem error={publish.error} />}
        {publish.isSuccess && publish.data === undefined && (
          <p className="finding finding-error" role="alert">
            {t('diff.meanwhile')}
          </p>
        )}
        {hasErrors && <p className="finding finding-error">{t('diff.errors')}</p>}
        {arn !== undefined && <ChangeList before={published.definition} after={text} />}
        <Suspense fallback={<Waiting />}>
          <TextDiff before={arn === undefined ? '' : published.definition} after={text} label={t('diff.after')} />
        </Suspense>
      </div>
    </Modal>
  )
}

function ChangeList({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation('studio')
  const changes = useMemo(() => changesBetween(before, after), [before, after])
  const kinds = (['added', 'removed', 'changed'] as const).filter(kind => changes[kind].length > 0)
  if (kinds.length === 0) return <p className="quiet">{t('diff.nothing')}</p>
  return (
    <ul className="studio-changes">
      {kinds.map(kind => (
        <li key={kind} className={`studio-${kind}`}>
          {t(`diff.${kind}`, { names: changes[kind].join(', ') })}
        </li>
      ))}
    </ul>
  )
}
