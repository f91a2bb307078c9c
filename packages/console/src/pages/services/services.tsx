import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useTitle } from '../../app/use-title.ts'
import { lazyPart } from '../../components/lazy-part.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { Waiting } from '../../components/waiting.tsx'
import NotFound from '../not-found.tsx'
import { GROUPS, KINDS, type Kind, type OwnPage, RESOURCES } from './kinds.ts'
import { ServiceList } from './service-list.tsx'
import { THINGS, type ThingKind } from './things.ts'
import './services.css'

/** A page of this chapter; until its code has come, the sign of waiting stands in its place. */
function part<Props extends object>(bring: () => Promise<{ default: ComponentType<Props> }>) {
  return lazyPart(bring, () => <Waiting />)
}

const PAGES: Record<OwnPage, ComponentType<{ name: string }>> = {
  queues: part(() => import('./queue.tsx')),
  topics: part(() => import('./topic.tsx')),
  tables: part(() => import('./table.tsx')),
  buckets: part(() => import('./bucket.tsx')),
  buses: part(() => import('./bus.tsx')),
  parameters: part(() => import('./parameter.tsx')),
  secrets: part(() => import('./secret.tsx')),
  keys: part(() => import('./key.tsx')),
}

const ThingPage = part(() => import('./thing.tsx'))
const isThing = (kind: Kind): kind is ThingKind => (THINGS as readonly Kind[]).includes(kind)

/** The services that stand beside the state machines: all of them, one kind, or one thing of a kind. */
export default function Services({ kind: wanted, name }: { kind?: string | undefined; name?: string | undefined }) {
  if (wanted === undefined) return <Overview />
  const kind = KINDS.find(each => each === wanted)
  if (!kind) return <NotFound />
  if (name === undefined) return <ServiceList kind={kind} />
  return isThing(kind) ? <ThingPage kind={kind} name={name} /> : <OwnPageOf kind={kind} name={name} />
}

function OwnPageOf({ kind, name }: { kind: OwnPage; name: string }) {
  const Page = PAGES[kind]
  return <Page name={name} />
}

function Overview() {
  const { t } = useTranslation('services')
  useTitle(t('title'))
  return (
    <>
      <PageHead title={t('title')} description={t('description')} />
      {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map(group => (
        <section key={group}>
          <h2 className="service-group" id={`services-${group}`}>
            {t(`groups.${group}`)}
          </h2>
          <ul className="service-kinds" aria-labelledby={`services-${group}`}>
            {GROUPS[group].map(kind => (
              <li key={kind} className="card">
                <h3>
                  <Link href={`/services/${kind}`} data-row>
                    {t(`kinds.${kind}`)}
                  </Link>
                  <Count kind={kind} />
                </h3>
                <p className="quiet">{t(`about.${kind}`)}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

/** A service that is not served here, or does not answer, is told of on its own page. */
function Count({ kind }: { kind: Kind }) {
  const things = useQuery({ queryKey: [kind], queryFn: RESOURCES[kind].list })
  return <span className="service-count">{things.data ? things.data.length : things.error ? '–' : ''}</span>
}
