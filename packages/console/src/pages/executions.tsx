import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useTitle } from '../app/use-title.ts'
import { Empty } from '../components/empty.tsx'
import { PageHead } from '../components/page-head.tsx'
import { useLiveLists } from '../live/use-live-lists.ts'
import { ExecutionList } from './executions/execution-list.tsx'

/** Executions of all state machines. */
export default function Executions() {
  const { t } = useTranslation()
  useTitle(t('executions.title'))
  useLiveLists()
  return (
    <>
      <PageHead
        title={t('executions.title')}
        description={t('executions.description')}
        actions={<Link href="/open">{t('shell.open')}</Link>}
      />
      <ExecutionList
        whenNone={
          <Empty
            text={t('executions.noneAtAll')}
            action={
              <Link href="/state-machines" className="button">
                {t('executions.toStart')}
              </Link>
            }
            command="aws stepfunctions start-execution --state-machine-arn ARN"
          />
        }
      />
    </>
  )
}
