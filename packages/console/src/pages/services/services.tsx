import { useQuery } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useTitle } from '../../app/use-title.ts'
import { PageHead } from '../../components/page-head.tsx'
import { Waiting } from '../../components/waiting.tsx'
import NotFound from '../not-found.tsx'
import { KINDS, type Kind, RESOURCES } from './kinds.ts'
import { ServiceList } from './service-list.tsx'
import './services.css'

const PAGES: Record<Kind, ComponentType<{ name: string }>> = {
  queues: lazy(() => import('./queue.tsx')),
  topics: lazy(() => import('./topic.tsx')),
  tables: lazy(() => import('./table.tsx')),
  buckets: lazy(() => import('./bucket.tsx')),
  buses: lazy(() => import('./bus.tsx')),
  parameters: lazy(() => import('./parameter.tsx')),
  secrets: lazy(() => import('./secret.tsx')),
  keys: lazy(() => import('./key.tsx')),
}

/** The services that stand beside the state machines: all of them, one kind, or one thing of a kind. */
export default function Services({ kind: wanted, name }: { kind?: string | undefined; name?: string | undefined }) {
  if (wanted === undefined) return <Overview />
  const kind = KINDS.find(each => each === wanted)
  if (!kind) return <NotFound />
  if (name === undefined) return <ServiceList kind={kind} />
  const Page = PAGES[kind]
  return (
    <Suspense fallback={<Waiting />}>
      <Page name={name} />
    </Suspense>
  )
}

function Overview() {
  const { t } = useTranslation('services')
  useTitle(t('title'))
  return (
    <>
      <PageHead title={t('title')} description={t('description')} />
      <ul className="service-kinds">
        {KINDS.map(kind => (
          <li key={kind} className="card">
            <h2>
              <Link href={`/services/${kind}`} data-row>
                {t(`kinds.${kind}`)}
              </Link>
              <Count kind={kind} />
            </h2>
            <p className="quiet">{t(`about.${kind}`)}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

/** A service that is not served here, or does not answer, is told of on its own page. */
function Count({ kind }: { kind: Kind }) {
  const things = useQuery({ queryKey: [kind], queryFn: RESOURCES[kind].list })
  return <span className="service-count">{things.data ? things.data.length : things.error ? '–' : ''}</span>
}
