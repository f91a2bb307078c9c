import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearchParams } from 'wouter'
import { useTitle } from '../app/use-title.ts'
import Button from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { lazyPart } from '../components/lazy-part.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Waiting } from '../components/waiting.tsx'
import { machinePath } from '../format/arn.ts'
import { loadWords } from '../language/language.ts'
import { useLiveLists } from '../live/use-live-lists.ts'
import { DeleteMachine } from './machine/delete-machine.tsx'
import { MachineDetails } from './machine/machine-details.tsx'
import { useMachine } from './use-machine.ts'

const StartDialog = lazyPart(() => import('./start-dialog.tsx'))
const MachineExecutions = lazyPart(
  () => import('./machine/machine-executions.tsx'),
  () => <Waiting />,
)
const MachineTags = lazyPart(() => import('./machine/machine-tags.tsx'))
const MachineDefinition = lazyPart(
  () => import('./machine/machine-definition.tsx'),
  () => <Waiting />,
)
const MachinePermissions = lazyPart(
  () => import('./machine/machine-permissions.tsx'),
  () => <Waiting />,
)
const MachineLogs = lazyPart(
  () => import('./machine/machine-logs.tsx'),
  () => <Waiting />,
)
const MachineVersions = lazyPart(async () => (await Promise.all([import('./machine/machine-versions.tsx'), loadWords('studio')]))[0])
const MachineSettings = lazyPart(async () => (await Promise.all([import('./machine/machine-settings.tsx'), loadWords('pages')]))[0])
const MachineMetrics = lazyPart(async () => (await Promise.all([import('./machine/machine-metrics.tsx'), loadWords('pages')]))[0])
const TABS = ['executions', 'definition', 'metrics', 'logs', 'versions', 'permissions', 'details'] as const

export default function Machine({ name }: { name: string }) {
  const { t } = useTranslation()
  useTitle(name)
  useLiveLists()
  const [address, setAddress] = useSearchParams()
  const [, go] = useLocation()
  const [isStarting, setStarting] = useState(address.has('start'))
  const { machine, arn, error, retry, isUnknown } = useMachine(name)
  const tab = TABS.find(each => each === address.get('tab')) ?? 'executions'
  return (
    <>
      <PageHead
        title={name}
        trailLabel={t('shell.trail')}
        trail={[{ text: t('machines.title'), href: '/state-machines' }]}
        description={machine && t(`machineType.${machine.type ?? 'STANDARD'}`)}
        actions={
          !isUnknown && (
            <>
              <Button iconName="edit" disabled={!arn} onClick={() => go(`${machinePath(name)}/edit`)}>
                {t('machine.edit')}
              </Button>
              <span data-key="r">
                <Button variant="primary" iconName="caret-right-filled" disabled={!arn} onClick={() => setStarting(true)}>
                  {t('start.verb')}
                </Button>
              </span>
            </>
          )
        }
      />
      {error && <Problem error={error} retry={retry} />}
      {isUnknown && (
        <Empty
          text={t('machine.unknown', { name })}
          action={
            <Link href="/state-machines" className="button">
              {t('machines.title')}
            </Link>
          }
        />
      )}
      {!machine && !error && !isUnknown && <Waiting />}
      {machine && arn && (
        <>
          <Tabs
            label={t('machine.tabs')}
            idPrefix="machine"
            tabs={TABS.map(id => ({ id, text: t(`machine.${id}`) }))}
            current={tab}
            onChange={id => setAddress(id === 'executions' ? {} : { tab: id }, { replace: true })}
          />
          <div role="tabpanel" id="machine-panel" aria-labelledby={`machine-${tab}`}>
            {tab === 'executions' && <MachineExecutions machineArn={arn} onStart={() => setStarting(true)} />}
            {tab === 'definition' && <MachineDefinition definition={machine.definition ?? ''} />}
            {tab === 'versions' && <MachineVersions arn={arn} />}
            {tab === 'permissions' && <MachinePermissions machine={machine} />}
            {tab === 'metrics' && <MachineMetrics arn={arn} />}
            {tab === 'logs' && <MachineLogs machine={machine} />}
            {tab === 'details' && (
              <>
                <section className="card">
                  <MachineDetails machine={machine} />
                </section>
                <MachineSettings machine={machine} />
                <section className="card">
                  <h2>{t('machine.tags')}</h2>
                  <MachineTags arn={arn} />
                </section>
                <DeleteMachine arn={arn} name={name} />
              </>
            )}
          </div>
        </>
      )}
      {isStarting && arn && <StartDialog machineArn={arn} onClose={() => setStarting(false)} />}
    </>
  )
}
