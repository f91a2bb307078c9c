import { useTranslation } from 'react-i18next'
import { useTitle } from '../app/use-title.ts'
import { PageHead } from '../components/page-head.tsx'
import { LiveLog } from './logs/live-log.tsx'

export default function LogGroupPage({ name }: { name: string }) {
  const { t } = useTranslation()
  useTitle(name)
  return (
    <>
      <PageHead title={name} trailLabel={t('shell.trail')} trail={[{ text: t('logs.title'), href: '/logs' }]} />
      <LiveLog group={name} isOwnPage />
    </>
  )
}
