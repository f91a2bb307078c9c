import { StatusIcon } from '@pasos/graph/status-icon'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { findExecutions } from '../api/executions.ts'
import { Lasting } from '../components/moment.tsx'
import { StatusWord, shownStatus } from '../components/status-word.tsx'
import { executionPath } from '../format/arn.ts'

/** The latest executions of a state machine as a row of marks, newest at the right, and the last one in words. */
export function LastRun({ machineArn }: { machineArn: string }) {
  const { t } = useTranslation()
  const executions = useQuery({
    queryKey: ['executions', machineArn, 'latest'],
    queryFn: () => findExecutions({ machine: machineArn, limit: 12 }),
  })
  const list = executions.data?.records ?? []
  const last = list[0]
  if (executions.isError) return <span className="quiet">{t('machines.noHistory')}</span>
  if (!executions.data) return null
  if (!last) return <span className="quiet">{t('machines.neverRun')}</span>
  return (
    <span className="last-run">
      <Link href={executionPath(last.executionArn)}>
        <StatusWord status={shownStatus(last.status)} />
      </Link>
      <span className="quiet">
        <Lasting from={last.startDate} until={last.stopDate} />
      </span>
      <span className="marks" aria-hidden="true">
        {list
          .slice(0, 12)
          .reverse()
          .map(execution => (
            <StatusIcon key={execution.executionArn} status={shownStatus(execution.status)} />
          ))}
      </span>
    </span>
  )
}
