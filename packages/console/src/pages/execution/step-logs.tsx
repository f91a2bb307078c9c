import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { readLog } from '../../api/logs.ts'
import { Empty } from '../../components/empty.tsx'
import { LogLines } from '../../components/log-lines.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { logGroupPath } from '../../format/arn.ts'
import { type Request, requestId, requestsIn } from '../../history/log-requests.ts'
import type { Step } from '../../history/step.ts'

const MOST = 2_000
/** A runtime writes its last lines after it has answered. */
const LATE_MS = 1_000

/** The lines that the step's own Lambda requests wrote, as they come. */
export function StepLogs({ step }: { step: Step }) {
  const { t } = useTranslation()
  const attempts = step.attempts.filter(attempt => attempt.functionName !== undefined)
  const functionName = attempts.at(-1)?.functionName
  const group = `/aws/lambda/${functionName}`
  const isRunning = step.endedAt === undefined
  const lines = useQuery({
    queryKey: ['stepLog', step.id, attempts[0]?.scheduledAt, attempts.length, isRunning],
    enabled: functionName !== undefined,
    queryFn: () =>
      readLog(group, {
        from: attempts[0]!.scheduledAt - 50,
        until: isRunning ? Date.now() + LATE_MS : step.endedAt! + LATE_MS,
        limit: MOST,
      }),
    // After the end the last lines may still be on their way: two more looks.
    refetchInterval: query => (isRunning ? 1_000 : query.state.dataUpdateCount < 3 ? 700 : false),
  })
  if (functionName === undefined) return <Empty text={t('logs.noFunction')} />
  if (lines.error) return <Problem error={lines.error} retry={() => void lines.refetch()} />
  if (!lines.data) return <Waiting />
  const known = attempts.map(attempt => requestId(attempt.output)).filter(id => id !== undefined)
  const requests = requestsIn(lines.data, attempts, known)
  const count = requests.reduce((sum, request) => sum + request.lines.length, 0)
  return (
    <>
      {count === 0 && <Empty text={isRunning ? t('logs.noneYet') : t('logs.none')} />}
      {requests.map(request => (
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
      {request.id && <h3 className="request-id">{t('logs.request', { id: request.id })}</h3>}
      <LogLines lines={request.lines} requestId={request.id} label={t('panel.logs')} />
    </section>
  )
}
