import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { createMachine, describeMachine, updateMachine } from '../api/step-functions.ts'
import DialogButtons from '../components/dialog-buttons.tsx'
import { lazyPart } from '../components/lazy-part.tsx'
import Modal from '../components/modal.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { readable } from '../format/readable-definition.ts'
import DefinitionDiff from '../graph/definition-diff.tsx'
import type { Draft, Published } from './use-draft.ts'

const TextDiff = lazyPart(
  () => import('../editor/text-diff.tsx'),
  () => <Waiting />,
)

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
        {arn === undefined ? (
          <TextDiff before="" after={text} label={t('diff.after')} />
        ) : (
          <DefinitionDiff before={published.definition} after={text} names={{ before: t('diff.before'), after: t('diff.after') }} />
        )}
      </div>
    </Modal>
  )
}
