import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { machineQuery } from '../../api/page-queries.ts'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Logo } from '../../components/logo.tsx'
import { Problem } from '../../components/problem.tsx'
import { machinePath } from '../../format/arn.ts'

const MachineView = lazyPart(() => import('../../graph/machine-view.tsx'))

interface Props {
  /** Absent on a server without the example. */
  exampleName?: string
  exampleArn?: string
  /** Whether there is any state machine. */
  hasMachines: boolean
  isStarting: boolean
  error: Error | undefined
  onStart: () => void
}

/** What a newcomer sees: the example's graph, one big button, and what to try after. */
export function FirstRun({ exampleName, exampleArn, hasMachines, isStarting, error, onStart }: Props) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [selected, setSelected] = useState<string>()
  const machine = useQuery({ ...machineQuery(exampleArn ?? ''), enabled: exampleArn !== undefined })
  return (
    <div className="first">
      <section className="first-words">
        <Logo size={56} />
        <h1>{t(exampleName || hasMachines ? 'first.title' : 'first.bare')}</h1>
        <p className="first-lead">{t(exampleName ? 'first.lead' : hasMachines ? 'first.deployed' : 'first.noExample')}</p>
        {exampleName && (
          <>
            <button type="button" className="big-start" onClick={onStart} disabled={isStarting}>
              <svg viewBox="0 0 20 20" width="22" height="22" aria-hidden="true" focusable="false">
                <path d="M5 3.2v13.6L17 10z" />
              </svg>
              {t('first.start', { name: exampleName })}
            </button>
            {error && <Problem error={error} />}
            <h2>{t('first.next')}</h2>
            <ul className="first-cards">
              <li>
                <Link href={`${machinePath(exampleName)}/edit`}>{t('first.change')}</Link>
                <span>{t('first.changeHint')}</span>
              </li>
              <li>
                <Link href={`${machinePath(exampleName)}/edit?mode=code`}>{t('first.break')}</Link>
                <span>
                  <Trans i18nKey="first.breakHint" components={{ code: <code /> }} />
                </span>
              </li>
              <li>
                <Link href="/functions">{t('first.functions')}</Link>
                <span>{t('first.functionsHint')}</span>
              </li>
            </ul>
          </>
        )}
        {!exampleName && (
          <Link href={hasMachines ? '/state-machines' : '/state-machines/new'} className="button button-primary">
            {t(hasMachines ? 'executions.toStart' : 'machines.create')}
          </Link>
        )}
        {!exampleName && !hasMachines && (
          <code className="command">aws --endpoint-url {window.location.origin} stepfunctions create-state-machine …</code>
        )}
      </section>
      {exampleName && (
        <section className="first-graph" aria-label={exampleName}>
          <MachineView
            definition={machine.data?.definition}
            selected={selected}
            onSelect={name => {
              setSelected(name)
              if (name) go(`${machinePath(exampleName)}?tab=definition`)
            }}
          />
        </section>
      )}
    </div>
  )
}
