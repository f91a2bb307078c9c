import { findState } from '@pasos/graph'
import { useTranslation } from 'react-i18next'
import Modal from '../components/modal.tsx'
import { useLastRun } from './sample/use-last-run.ts'
import { StateTrial } from './state-trial.tsx'
import type { Draft } from './use-draft.ts'
import { valueAtPath } from './value-at-path.ts'

interface Props {
  draft: Draft
  arn: string | undefined
  id: string
  onClose: () => void
}

/** One state of the draft, tried alone. */
export function TestStateDialog({ draft, arn, id, onClose }: Props) {
  const { t } = useTranslation('studio')
  const found = findState(draft.text, id)
  const recorded = useLastRun(arn).get(found?.state.name ?? '')
  if (!found) return null
  const { name, type } = found.state
  return (
    <Modal size="large" header={t('test.title', { name })} onDismiss={onClose}>
      <StateTrial {...{ name, type, recorded }} definition={definitionOf(draft, id)} roleArn={draft.settings.roleArn} />
    </Modal>
  )
}

/** A state with the query language that its machine gives it. */
function definitionOf(draft: Draft, id: string): string {
  const body = valueAtPath(draft.text, findState(draft.text, id)!.state.path) as object
  const language = valueAtPath(draft.text, ['QueryLanguage'])
  return JSON.stringify({ ...(typeof language === 'string' ? { QueryLanguage: language } : {}), ...body })
}
