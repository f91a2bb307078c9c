import { useTranslation } from 'react-i18next'
import Button from './button.tsx'
import type { IconName } from './icon.tsx'

interface Props {
  /** What confirming does, in a word. */
  verb: string
  icon?: IconName
  /** It cannot be taken back. */
  isDestructive?: boolean
  isBusy?: boolean
  isDisabled?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** The foot of a dialog that does something: away from it, or on with it. */
export default function DialogButtons({
  verb,
  icon,
  isDestructive = false,
  isBusy = false,
  isDisabled = false,
  onConfirm,
  onClose,
}: Props) {
  const { t } = useTranslation()
  return (
    <div className="dialog-buttons">
      <Button variant="link" onClick={onClose}>
        {t('common.cancel')}
      </Button>
      <Button
        variant={isDestructive ? 'danger' : 'primary'}
        {...(icon && { iconName: icon })}
        loading={isBusy}
        disabled={isDisabled}
        onClick={onConfirm}
      >
        {verb}
      </Button>
    </div>
  )
}
