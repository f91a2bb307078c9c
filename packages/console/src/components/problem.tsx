import { useTranslation } from 'react-i18next'
import { triesOf } from '../api/asked-again.ts'
import { isMissing } from '../api/aws-json.ts'
import Button from './button.tsx'

/** What failed, with the request's id and a way to try again; the rest of the page stays usable. What is not there is no failure. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { name, message, requestId } = describe(error)
  if (retry && isMissing(error)) {
    return (
      <div className="empty" role="alert">
        <p>{t('problem.missing')}</p>
        <p className="mono" lang="en">
          {name}: {message}
        </p>
      </div>
    )
  }
  const tries = triesOf(error)
  const isUnreachable = name === 'TypeError' && /fetch/i.test(message)
  return (
    <div className="problem" role="alert">
      <div>
        <strong lang={isUnreachable ? undefined : 'en'}>{isUnreachable ? t('problem.unreachable') : name}</strong>
        <p lang={isUnreachable ? undefined : 'en'}>{isUnreachable ? t('problem.unreachableHint') : message}</p>
        {tries > 1 && <p className="quiet">{t('problem.gaveUp', { tries })}</p>}
        {requestId && <p className="quiet">{t('problem.request', { id: requestId })}</p>}
      </div>
      {retry && <Button onClick={retry}>{t('common.retry')}</Button>}
    </div>
  )
}

function describe(error: unknown): { name: string; message: string; requestId?: string | undefined } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  return { name: error.name, message: error.message, requestId: (error as { requestId?: string }).requestId }
}
