import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import Button from './button.tsx'

interface Props {
  header: string
  size?: 'medium' | 'large' | 'max'
  footer?: ReactNode
  children: ReactNode
  onDismiss: () => void
}

/** A dialog over the page: it has the focus until it is closed by Escape, its cross or a click beside it, and gives it back then. */
export default function Modal({ header, size = 'medium', footer, children, onDismiss }: Props) {
  const { t } = useTranslation()
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  // Before the element leaves the page: only a dialog that is closed gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does what a click beside it does.
    <dialog
      ref={dialog}
      // biome-ignore lint/a11y/noRedundantRoles: keys of the page look for open dialogs by their role, the palette among them.
      role="dialog"
      className={`dialog dialog-${size}`}
      aria-labelledby={title}
      onCancel={event => {
        event.preventDefault()
        onDismiss()
      }}
      onClick={event => {
        if (event.target === event.currentTarget) onDismiss()
      }}
    >
      <div className="dialog-paper">
        <header className="dialog-head">
          <h2 id={title}>{header}</h2>
          <Button variant="icon" iconName="close" ariaLabel={t('common.close')} onClick={onDismiss} />
        </header>
        <div className="dialog-body">{children}</div>
        {footer && <footer className="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  )
}
