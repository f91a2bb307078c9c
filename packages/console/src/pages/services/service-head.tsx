import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useTitle } from '../../app/use-title.ts'
import { PageHead } from '../../components/page-head.tsx'
import type { Kind } from './kinds.ts'

/** The first lines of a page about one thing of a kind. */
export function ServiceHead({ kind, name, actions }: { kind: Kind; name: string; actions?: ReactNode }) {
  const { t } = useTranslation('services')
  const { t: common } = useTranslation()
  useTitle(name)
  return (
    <PageHead
      title={name}
      trailLabel={common('shell.trail')}
      trail={[
        { text: t('title'), href: '/services' },
        { text: t(`kinds.${kind}`), href: `/services/${kind}` },
      ]}
      actions={actions}
    />
  )
}
