import { StatusIcon } from '@pasos/graph/status-icon'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { LatestRuns } from '../api/executions.ts'
import { Lasting } from '../components/moment.tsx'
import { StatusWord, shownStatus } from '../components/status-word.tsx'
import { executionPath } from '../format/arn.ts'

/** The latest executions of a state machine as a row of marks, newest at the right, and the last one in words. */
export function LastRun({ runs: { last, statuses } }: { runs: LatestRuns }) {
  const { t } = useTranslation()
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
        {statuses.toReversed().map((status, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a mark is its place in the row.
          <StatusIcon key={index} status={shownStatus(status)} />
        ))}
      </span>
    </span>
  )
}
