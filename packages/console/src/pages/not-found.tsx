import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useTitle } from '../app/use-title.ts'
import { Empty } from '../components/empty.tsx'
import { PageHead } from '../components/page-head.tsx'

export default function NotFound() {
  const { t } = useTranslation()
  useTitle(t('notFound.title'))
  return (
    <>
      <PageHead title={t('notFound.title')} />
      <Empty text={t('notFound.text')} action={<Link href="/">{t('shell.home')}</Link>} />
    </>
  )
}
