import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface Props {
  children?: ReactNode
  /** `primary`: the one thing a page is for; `danger`: what cannot be taken back, once one has been asked; `link` and `inline-link`: verbs that should not draw the eye; `icon`: a sign alone. */
  variant?: 'normal' | 'primary' | 'danger' | 'link' | 'inline-link' | 'icon'
  iconName?: IconName
  iconAlign?: 'left' | 'right'
  ariaLabel?: string
  disabled?: boolean
  /** Its work is under way: it stays where it is, keeps the focus and does nothing. */
  loading?: boolean
  formAction?: 'submit' | 'none'
  /** Of a button that opens and closes what follows. */
  isExpanded?: boolean
  onClick?: () => void
}

/** A button. What is done here and now is a button; what leads somewhere else is a link. */
export default function Button(props: Props) {
  const { children, variant = 'normal', iconName, iconAlign = 'left', ariaLabel, disabled, loading = false, formAction, onClick } = props
  const sign = loading ? <span className="spinner" aria-hidden="true" /> : iconName && <Icon name={iconName} />
  return (
    <button
      type={formAction === 'submit' ? 'submit' : 'button'}
      className={`button button-${variant}`}
      aria-label={ariaLabel}
      title={variant === 'icon' ? ariaLabel : undefined}
      disabled={disabled}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      aria-expanded={props.isExpanded}
      onClick={event => {
        if (loading) event.preventDefault()
        else onClick?.()
      }}
    >
      {iconAlign === 'left' && sign}
      {children}
      {iconAlign === 'right' && sign}
    </button>
  )
}
