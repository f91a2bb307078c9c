import { requestIdOf } from '@pasos/asl'
import type { Step } from '@pasos/graph/run'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { readLog } from '../../api/logs.ts'
import { Empty } from '../../components/empty.tsx'
import { LogLines } from '../../components/log-lines.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { logGroupPath } from '../../format/arn.ts'
import { type Request, requestsIn } from '../../history/log-requests.ts'

const MOST = 2_000
/** A runtime writes its last lines after it has answered. */
const LATE_MS = 1_000

/** The lines that the step's own Lambda requests wrote, as they come. */
export function StepLogs({ executionArn, step }: { executionArn: string; step: Step }) {
  const { t } = useTranslation()
  const attempts = step.attempts.filter(attempt => attempt.functionName !== undefined)
  const functionName = attempts.at(-1)?.functionName
  const group = `/aws/lambda/${functionName}`
  const isRunning = step.endedAt === undefined
  const found = useQuery({
    queryKey: ['stepLog', executionArn, step.id, attempts.length, isRunning],
    enabled: functionName !== undefined,
    queryFn: async () => {
      const lines = readLog(group, {
        from: attempts[0]!.scheduledAt - 50,
        until: isRunning ? Date.now() + LATE_MS : step.endedAt! + LATE_MS,
        limit: MOST,
      })
      return requestsIn(await lines, await Promise.all(attempts.map(attempt => requestIdOf(executionArn, attempt.eventId))))
    },
    // After the end the last lines may still be on their way: two more looks.
    refetchInterval: query => (isRunning ? 1_000 : query.state.dataUpdateCount < 3 ? 700 : false),
  })
  if (functionName === undefined) return <Empty text={t('logs.noFunction')} />
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Waiting />
  return (
    <>
      {found.data.length === 0 && <Empty text={isRunning ? t('logs.noneYet') : t('logs.none')} />}
      {found.data.map(request => (
        <RequestLines key={request.id} request={request} />
      ))}
      <p className="quiet">
        <Link href={logGroupPath(group)}>{t('details.allLogs')}</Link> <span className="mono">{group}</span>
      </p>
    </>
  )
}

function RequestLines({ request }: { request: Request }) {
  const { t } = useTranslation()
  return (
    <section className="request">
      <h3 className="request-id">{t('logs.request', { id: request.id })}</h3>
      <LogLines lines={request.lines} requestId={request.id} label={t('panel.logs')} />
    </section>
  )
}
