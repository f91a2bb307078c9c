import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import { type FunctionConfiguration, getFunction } from '../api/lambda.ts'
import { useTitle } from '../app/use-title.ts'
import { lazyPart } from '../components/lazy-part.tsx'
import { Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Waiting } from '../components/waiting.tsx'
import { logGroupPath } from '../format/arn.ts'
import { loadWords } from '../language/language.ts'
import { LiveLog } from './logs/live-log.tsx'
import './function/function.css'

const TABS = ['test', 'code', 'versions', 'configuration', 'logs'] as const
const FunctionTabs = {
  code: lazyPart(() => withWords(import('./function/function-code.tsx'))),
  versions: lazyPart(() => withWords(import('./function/function-versions.tsx'))),
  configuration: lazyPart(() => withWords(import('./function/function-configuration.tsx'))),
  test: lazyPart(() => withWords(import('./function/function-test.tsx'))),
}

async function withWords<Module>(module: Promise<Module>): Promise<Module> {
  await loadWords('pages')
  return module
}

/** A function: what it is, a way to try it, its code, its versions, and what it writes. */
export default function FunctionPage({ name }: { name: string }) {
  const { t } = useTranslation()
  useTitle(name)
  const [address, setAddress] = useSearchParams()
  const tab = TABS.find(each => each === address.get('tab')) ?? 'test'
  const found = useQuery({ queryKey: ['function', name], queryFn: () => getFunction(name) })
  const config = found.data?.Configuration
  return (
    <>
      <PageHead
        title={name}
        trailLabel={t('shell.trail')}
        trail={[{ text: t('functions.title'), href: '/functions' }]}
        description={config?.Description}
      />
      {found.error && <Problem error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Waiting />}
      {config && (
        <>
          <Facts config={config} />
          <Tabs
            label={name}
            idPrefix="function"
            tabs={TABS.map(id => ({ id, text: t(`function.${id}`) }))}
            current={tab}
            onChange={next => setAddress(next === 'test' ? {} : { tab: next }, { replace: true })}
          />
          <div id="function-panel" role="tabpanel" aria-labelledby={`function-${tab}`}>
            {tab === 'test' && <FunctionTabs.test name={name} />}
            {tab === 'code' && <FunctionTabs.code name={name} sha={config.CodeSha256 ?? ''} packageType={config.PackageType ?? 'Zip'} />}
            {tab === 'versions' && <FunctionTabs.versions name={name} />}
            {tab === 'configuration' && <FunctionTabs.configuration name={name} config={config} />}
            {tab === 'logs' && <LiveLog group={`/aws/lambda/${name}`} />}
          </div>
          {tab === 'test' && (
            <section className="card">
              <h2>
                {t('function.logs')} <Link href={logGroupPath(`/aws/lambda/${name}`)}>{t('details.allLogs')}</Link>
              </h2>
              <LiveLog group={`/aws/lambda/${name}`} isShort />
            </section>
          )}
        </>
      )}
    </>
  )
}

function Facts({ config }: { config: FunctionConfiguration }) {
  const { t, i18n } = useTranslation()
  return (
    <dl className="pairs card">
      {(
        [
          ['functions.runtime', config.Runtime],
          ['functions.handler', config.Handler],
          ['functions.memory', `${config.MemorySize} MB`],
          ['functions.timeout', `${config.Timeout} s`],
          ['functions.size', `${new Intl.NumberFormat(i18n.language).format(Math.ceil((config.CodeSize ?? 0) / 102.4) / 10)} kB`],
          ['functions.state', config.State ? t(`functions.states.${config.State}`, { defaultValue: config.State }) : '–'],
        ] as const
      ).map(([key, value]) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{t('functions.modified')}</dt>
        <dd>{config.LastModified && <Moment at={new Date(config.LastModified)} />}</dd>
      </div>
      <div className="pair-wide">
        <dt>{t('machine.role')}</dt>
        <dd className="mono">{config.Role}</dd>
      </div>
      <div className="pair-wide">
        <dt>{t('execution.arn')}</dt>
        <dd className="mono">{config.FunctionArn}</dd>
      </div>
    </dl>
  )
}
