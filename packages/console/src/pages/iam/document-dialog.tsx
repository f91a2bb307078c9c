import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import Confirm from '../../components/confirm.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Problem } from '../../components/problem.tsx'
import { findJsonFault } from '../../format/json-fault.ts'

const JsonEditor = lazyPart(
  () => import('../../editor/json-editor.tsx'),
  () => <div className="editor editor-short" />,
)

interface Props {
  title: string
  document: string
  /** Given where the document has a name yet to be chosen. */
  name: string | undefined
  nameLabel?: string
  documentLabel?: string
  save: (document: string, name: string) => Promise<unknown>
  onClose: () => void
  onDone: () => void
}

/** A policy document to edit; the server says what is wrong with it. */
export function DocumentDialog({ title, document, name, nameLabel, documentLabel, save, onClose, onDone }: Props) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const [text, setText] = useState(document)
  const [chosenName, setChosenName] = useState(name ?? '')
  const fault = findJsonFault(text)
  const saving = useMutation({ mutationFn: () => save(text, chosenName.trim()), onSuccess: onDone })
  return (
    <Confirm
      title={title}
      verb={t('iam.save')}
      isBusy={saving.isPending}
      isDisabled={fault !== undefined || (name !== undefined && chosenName.trim() === '')}
      onConfirm={() => saving.mutate()}
      onClose={onClose}
    >
      {saving.error && <Problem error={saving.error} />}
      {name !== undefined && (
        <label className="field">
          <span>{nameLabel ?? t('iam.policyName')}</span>
          <input className="field-text" value={chosenName} maxLength={128} onChange={event => setChosenName(event.target.value)} />
        </label>
      )}
      <div className="field">
        <span aria-hidden="true">{documentLabel ?? t('iam.document')}</span>
        <JsonEditor isShort label={documentLabel ?? t('iam.document')} value={text} fault={fault} onChange={setText} />
        {fault && (
          <span className="ink-failed" role="alert">
            {words(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}
          </span>
        )}
      </div>
    </Confirm>
  )
}
