import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { listReruns } from '../../api/step-functions.ts'
import { Moment } from '../../components/moment.tsx'
import { executionPath } from '../../format/arn.ts'

/** The executions that run this one again, where there are any. */
export function Reruns({ executionArn }: { executionArn: string }) {
  const { t } = useTranslation()
  const { data } = useQuery({ queryKey: ['reruns', executionArn], queryFn: () => listReruns(executionArn) })
  if (!data || data.reruns.length === 0) return null
  return (
    <li>
      <details className="reruns">
        <summary>{t('rerun.list', { count: data.reruns.length })}</summary>
        <ul>
          {data.reruns.map(rerun => (
            <li key={rerun.executionArn}>
              <Link href={executionPath(rerun.executionArn)}>
                <Moment at={Number(rerun.startDate)} /> {t('rerun.item', { name: rerun.stateName })}
              </Link>
              {rerun.hasOtherInput && <span className="quiet"> · {t('rerun.otherInput')}</span>}
              {rerun.hasOtherDefinition && <span className="quiet"> · {t('rerun.otherDefinition')}</span>}
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}
