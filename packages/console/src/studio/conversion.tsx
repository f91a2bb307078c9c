import { type ConversionRefusal, convertMachine, type Json } from '@pasos/asl'
import { withDocument } from '@pasos/graph'
import { useTranslation } from 'react-i18next'
import Button from '../components/button.tsx'
import Modal from '../components/modal.tsx'
import type { Draft } from './use-draft.ts'

/** Turns the draft into JSONata, as one step of undo, what need not change as it was written; answers with what had to stay. */
export function convert(draft: Draft): readonly ConversionRefusal[] {
  const { definition, refusals } = convertMachine(JSON.parse(draft.text) as Json)
  draft.run({ type: 'replaceDefinition', json: withDocument(draft.text, definition) })
  return refusals
}

/** What was converted, and why some states were not. */
export function ConversionOutcome({ refusals, onClose }: { refusals: readonly ConversionRefusal[]; onClose: () => void }) {
  const { t } = useTranslation('studio')
  const { t: common } = useTranslation()
  return (
    <Modal
      header={t('convert.title')}
      onDismiss={onClose}
      footer={
        <div className="dialog-buttons">
          <Button variant="primary" onClick={onClose}>
            {common('common.close')}
          </Button>
        </div>
      }
    >
      <p>{t(refusals.length === 0 ? 'convert.done' : 'convert.partly')}</p>
      <ul className="findings">
        {refusals.map(({ state, reason, what }) => (
          <li key={state} className="finding finding-warning">
            <strong>{state}</strong>: {t(`convert.${reason}`, { what })}
          </li>
        ))}
      </ul>
    </Modal>
  )
}
