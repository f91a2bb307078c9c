import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useTranslation } from 'react-i18next'

/** What failed, with the request's id and a way to try again; the rest of the page stays usable. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { name, message, requestId } = describe(error)
  const isUnreachable = name === 'TypeError' && /fetch/i.test(message)
  return (
    <Alert
      type="error"
      header={isUnreachable ? t('problem.unreachable') : name}
      action={retry && <Button onClick={retry}>{t('common.retry')}</Button>}
    >
      <span lang="en">{isUnreachable ? t('problem.unreachableHint') : message}</span>
      {requestId && <div className="quiet">{t('problem.request', { id: requestId })}</div>}
    </Alert>
  )
}

function describe(error: unknown): { name: string; message: string; requestId?: string | undefined } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  return { name: error.name, message: error.message, requestId: (error as { requestId?: string }).requestId }
}
