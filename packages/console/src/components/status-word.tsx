import { type ShownStatus, StatusIcon } from '@pasos/graph/status-icon'
import { useTranslation } from 'react-i18next'

/** The API's word for an execution's status → ours for a step's, so that both look alike. */
export function shownStatus(status: string | undefined): ShownStatus {
  switch (status) {
    case 'SUCCEEDED':
      return 'succeeded'
    case 'FAILED':
      return 'failed'
    case 'TIMED_OUT':
      return 'timedOut'
    case 'ABORTED':
      return 'aborted'
    case 'RUNNING':
      return 'running'
    default:
      return 'pending'
  }
}

/** Icon, word and colour: none of them alone carries the meaning. */
export function StatusWord({ status, size = 'normal' }: { status: ShownStatus; size?: 'normal' | 'large' }) {
  const { t } = useTranslation()
  return (
    <span className={`status status-${status} status-${size}`}>
      <StatusIcon status={status} />
      {t(`status.${status}`)}
    </span>
  )
}
