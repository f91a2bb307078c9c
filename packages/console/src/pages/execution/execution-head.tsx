import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import Button from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import { Lasting, Moment } from '../../components/moment.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { StatusWord, shownStatus } from '../../components/status-word.tsx'
import { executionPath, machineName, machinePath, mapRunPath } from '../../format/arn.ts'
import type { RerunOrigin } from '../../history/rerun-origin.ts'
import type { LiveExecution } from '../../live/use-live-execution.ts'
import { exportExecution } from './export-execution.ts'
import { Reruns } from './reruns.tsx'

interface Props {
  live: LiveExecution
  canRedrive: boolean
  onStop: () => void
  onRedrive: () => void
  onStartAgain: () => void
  onCompare: () => void
  /** Set for an execution that runs another one again. */
  origin: RerunOrigin | undefined
  onRerun: (() => void) | undefined
}

/** Name, fate and duration of an execution, and what can be done with it in the order in which one would. */
export function ExecutionHead({ live, canRedrive, onStop, onRedrive, onStartAgain, onCompare, origin, onRerun }: Props) {
  const { t, i18n } = useTranslation()
  const [hasCopied, setCopied] = useState(false)
  const record = live.record!
  const machine = machineName(record.stateMachineArn)
  const isRunning = record.status === 'RUNNING'
  const act = (id: string) => {
    if (id === 'rerun') onRerun?.()
    if (id === 'compare') onCompare()
    if (id === 'export') exportExecution(record, live.events)
    if (id === 'arn' || id === 'cli') {
      const text =
        id === 'arn'
          ? record.executionArn
          : `aws stepfunctions get-execution-history --execution-arn '${record.executionArn}' --endpoint-url ${window.location.origin}`
      void navigator.clipboard.writeText(text).then(() => setCopied(true))
    }
  }
  return (
    <PageHead
      trailLabel={t('shell.trail')}
      trail={[
        { text: t('machines.title'), href: '/state-machines' },
        { text: machine, href: machinePath(machine) },
        ...(record.mapRun ? [{ text: t('mapRun.title'), href: mapRunPath(record.mapRun.arn) }] : []),
      ]}
      title={record.name}
      description={
        <ul className="facts">
          <li>
            <StatusWord status={shownStatus(record.status)} size="large" />
          </li>
          <li>
            <span className="quiet">{t('execution.duration')}</span>{' '}
            <Lasting from={record.startDate} until={isRunning ? undefined : (record.stopDate ?? record.startDate)} />
          </li>
          <li>
            <span className="quiet">{t('execution.started')}</span> <Moment at={record.startDate} />
          </li>
          <li>
            <span className="quiet">{t('execution.events')}</span>{' '}
            <span className="numbers">{new Intl.NumberFormat(i18n.language).format(live.events.length)}</span>
          </li>
          {record.redriveCount > 0 && <li>{t('execution.redriven', { count: record.redriveCount })}</li>}
          {record.parentExecutionArn && (
            <li>
              <Link href={executionPath(record.parentExecutionArn)}>{t('execution.parent')}</Link>
            </li>
          )}
          {origin && (
            <li>
              <span className="quiet">{t('rerun.of')}</span>{' '}
              <Link href={executionPath(origin.executionArn)}>{t('rerun.ofLink', { name: origin.stateName })}</Link>
            </li>
          )}
          {record.type === 'STANDARD' && <Reruns executionArn={record.executionArn} />}
        </ul>
      }
      actions={
        <>
          {isRunning && record.type === 'STANDARD' && (
            <Button iconName="close" onClick={onStop}>
              {t('execution.stop')}
            </Button>
          )}
          {canRedrive && (
            <Button iconName="refresh" onClick={onRedrive}>
              {t('execution.redrive')}
            </Button>
          )}
          {/* What a Map gives to one of its children is no input of the whole. */}
          {!record.mapRun && (
            <span data-key="r">
              <Button variant={isRunning ? 'normal' : 'primary'} iconName="caret-right-filled" onClick={onStartAgain}>
                {t('execution.again')}
              </Button>
            </span>
          )}
          <Menu
            label={t('execution.more')}
            items={[
              ...(onRerun ? [{ id: 'rerun', text: t('rerun.choose') }] : []),
              { id: 'compare', text: t('execution.compare') },
              { id: 'arn', text: t('execution.copyArn') },
              { id: 'cli', text: t('execution.copyCli') },
              { id: 'export', text: t('execution.export') },
            ]}
            onChoose={act}
          />
          <span className="for-readers" role="status">
            {hasCopied ? t('common.copied') : ''}
          </span>
        </>
      }
    />
  )
}
