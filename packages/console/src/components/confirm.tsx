import type { ReactNode } from 'react'
import DialogButtons from './dialog-buttons.tsx'
import Modal from './modal.tsx'

interface Props {
  title: string
  verb: string
  children: ReactNode
  /** It cannot be taken back. */
  isDestructive?: boolean
  isBusy?: boolean
  isDisabled?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be taken back. Enter in a field confirms, Escape leaves. */
export default function Confirm({
  title,
  verb,
  children,
  isDestructive = false,
  isBusy = false,
  isDisabled = false,
  onConfirm,
  onClose,
}: Props) {
  return (
    <Modal
      header={title}
      onDismiss={onClose}
      footer={<DialogButtons {...{ verb, isDestructive, isBusy, isDisabled, onConfirm, onClose }} />}
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
