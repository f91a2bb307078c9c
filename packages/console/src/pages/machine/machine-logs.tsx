import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Machine } from '../../api/step-functions.ts'
import { Empty } from '../../components/empty.tsx'
import { LiveLog } from '../logs/live-log.tsx'

/** What the machine itself logs: its first destination, as its logging is configured. */
export default function MachineLogs({ machine }: { machine: Machine }) {
  const { t } = useTranslation()
  const { level, destinations } = machine.loggingConfiguration ?? {}
  const group = destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn?.split(':')[6]
  if (level === undefined || level === 'OFF' || !group)
    return <Empty text={t('logs.loggingOff')} action={<Link href="/logs">{t('logs.title')}</Link>} />
  return <LiveLog group={group} />
}
