import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import Button from './button.tsx'
import Modal from './modal.tsx'

interface Props {
  title: string
  verb: string
  children: ReactNode
  isBusy?: boolean
  isDisabled?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be taken back. Enter in a field confirms, Escape leaves. */
export default function Confirm({ title, verb, children, isBusy = false, isDisabled = false, onConfirm, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      header={title}
      onDismiss={onClose}
      footer={
        <div className="dialog-buttons">
          <Button variant="link" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button variant="primary" loading={isBusy} disabled={isDisabled} onClick={onConfirm}>
            {verb}
          </Button>
        </div>
      }
    >
      <form
        className="form"
        onSubmit={event => {
          event.preventDefault()
          if (!isBusy && !isDisabled) onConfirm()
        }}
      >
        {children}
      </form>
    </Modal>
  )
}
