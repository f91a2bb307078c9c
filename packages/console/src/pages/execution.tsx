import type { Step } from '@pasos/graph/run'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { isMissing } from '../api/aws-json.ts'
import { useTitle } from '../app/use-title.ts'
import { lazyPart } from '../components/lazy-part.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionName, expressMachineArn } from '../format/arn.ts'
import { rerunnable } from '../history/rerun-origin.ts'
import { loadWords } from '../language/language.ts'
import './execution/execution.css'
import { ExecutionHead } from './execution/execution-head.tsx'
import { FailureCard } from './execution/failure-card.tsx'
import { InputOutput } from './execution/input-output.tsx'
import { NowLine } from './execution/now-line.tsx'
import { StepPanel } from './execution/step-panel.tsx'
import { useExecution } from './execution/use-execution.ts'

const VIEWS = ['graph', 'table', 'events', 'logs', 'data'] as const
const StartDialog = lazyPart(() => import('./start-dialog.tsx'))
const RerunDialog = lazyPart(() => import('./execution/rerun-dialog.tsx'))
const CompareDialog = lazyPart(async () => (await Promise.all([import('./execution/compare-dialog.tsx'), loadWords('pages')]))[0])
const ExecutionLogs = lazyPart(async () => (await Promise.all([import('./execution/execution-logs.tsx'), loadWords('pages')]))[0])
const StopDialog = lazyPart(async () => ({ default: (await import('./execution/stop-dialog.tsx')).StopDialog }))
const RedriveDialog = lazyPart(async () => ({ default: (await import('./execution/stop-dialog.tsx')).RedriveDialog }))
const EventsView = lazyPart(async () => ({ default: (await import('./execution/events-view.tsx')).EventsView }))
const StepTable = lazyPart(async () => ({ default: (await import('./execution/step-table.tsx')).StepTable }))
const MachineView = lazyPart(
  () => import('../graph/machine-view.tsx'),
  () => <Waiting />,
)

/** An execution, live: what happened, where, why and what can be done now. View and step stand in the address. */
export default function Execution({ arn }: { arn: string }) {
  const { t } = useTranslation()
  useTitle(executionName(arn))
  const execution = useExecution(arn)
  const { description, record, run } = execution
  const [dialog, setDialog] = useState<'start' | 'stop' | 'redrive' | 'compare'>()
  const { view, selectedName, visit, rerun, change } = useAddress()
  const selectStep = (step: Step) => change({ step: step.name, visit: String(step.id) })
  if (description.error) {
    return (
      <>
        <PageHead trailLabel={t('shell.trail')} trail={[{ text: t('executions.title'), href: '/executions' }]} title={executionName(arn)} />
        <Problem error={description.error} retry={() => void description.refetch()} />
        {expressMachineArn(arn) !== undefined && isMissing(description.error) && (
          <p className="quiet express-gone">{t('execution.expressGone')}</p>
        )}
      </>
    )
  }
  if (!record) return <Waiting lines={8} />
  const isRunning = record.status === 'RUNNING'
  const mapAround = selectedName === undefined ? undefined : execution.mapsAround.get(selectedName)
  const visits = selectedName === undefined ? [] : run.steps.filter(step => step.name === selectedName)
  const step = visits.find(each => each.id === visit) ?? execution.facts.get(selectedName ?? '')?.step
  return (
    <div className="execution">
      <ExecutionHead
        live={execution.live}
        canRedrive={execution.canRedrive}
        onStop={() => setDialog('stop')}
        onRedrive={() => setDialog('redrive')}
        onStartAgain={() => setDialog('start')}
        onCompare={() => setDialog('compare')}
        origin={execution.origin}
        onRerun={
          record.type === 'STANDARD' && run.steps.length > 0 ? () => change({ rerun: String(rerunnable(run).at(-1)?.id) }) : undefined
        }
      />
      <FailureCard record={record} run={run} events={execution.live.events} selected={step} onShow={selectStep} />
      <NowLine run={run} states={execution.states} isRunning={isRunning} onShow={selectStep} />
      <Tabs
        label={t('view.title')}
        idPrefix="view"
        tabs={VIEWS.map(id => ({ id, text: t(`view.${id}`) }))}
        current={view}
        onChange={next => change({ view: next === 'graph' ? undefined : next })}
      />
      <div className={`split ${selectedName ? 'split-open' : ''}`}>
        <div className="split-main" id="view-panel" role="tabpanel" aria-labelledby={`view-${view}`}>
          <ExecutionView
            {...{ view, execution, selectedName, step, selectStep }}
            onSelectName={name => change({ step: name, visit: undefined })}
          />
        </div>
        {selectedName && (
          <StepPanel
            roleArn={record.roleArn}
            mapRunAround={mapAround === undefined ? undefined : run.latest.get(mapAround)?.mapRunArn}
            {...{ executionArn: arn, name: selectedName, step, visits, revision: execution.revision, events: execution.live.events }}
            {...{ definition: execution.definition, state: execution.states.get(selectedName), chosen: execution.chosen }}
            onRerun={record.type === 'STANDARD' ? id => change({ rerun: String(id) }) : undefined}
            onChoose={execution.choose}
            onVisit={selectStep}
            onClose={() => change({ step: undefined, visit: undefined })}
          />
        )}
      </div>
      {dialog === 'start' && (
        <StartDialog machineArn={record.stateMachineArn} initialInput={record.input} onClose={() => setDialog(undefined)} />
      )}
      {rerun !== undefined && run.steps.length > 0 && (
        <RerunDialog
          {...{ executionArn: arn, run, definition: execution.definition ?? '{}', eventId: rerun }}
          onClose={() => change({ rerun: undefined })}
        />
      )}
      {dialog === 'compare' && (
        <CompareDialog
          executionArn={arn}
          machineArn={record.stateMachineArn}
          suggested={execution.origin?.executionArn}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'stop' && <StopDialog executionArn={arn} onClose={() => setDialog(undefined)} onDone={() => setDialog(undefined)} />}
      {dialog === 'redrive' && (
        <RedriveDialog
          executionArn={arn}
          onClose={() => setDialog(undefined)}
          onDone={() => {
            setDialog(undefined)
            execution.followAgain()
          }}
        />
      )}
      <div className="for-readers" aria-live="polite">
        {isRunning ? '' : t('execution.ended', { status: t(`status.${run.ended ?? 'succeeded'}`) })}
      </div>
    </div>
  )
}

/** View, step and visit as the address has them. Escape closes the step. */
function useAddress() {
  const [address, setAddress] = useSearchParams()
  const change = (changes: Record<string, string | undefined>) =>
    setAddress(
      old => {
        const next = new URLSearchParams(old)
        for (const [key, value] of Object.entries(changes)) {
          if (value === undefined) next.delete(key)
          else next.set(key, value)
        }
        return next
      },
      { replace: true },
    )
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('[role="dialog"]')) change({ step: undefined, visit: undefined })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
  return {
    view: VIEWS.find(each => each === address.get('view')) ?? 'graph',
    selectedName: address.get('step') ?? undefined,
    visit: Number(address.get('visit') ?? 0),
    /** The event that entered the state to run again from. */
    rerun: address.has('rerun') ? Number(address.get('rerun')) : undefined,
    change,
  }
}

function ExecutionView(props: {
  view: (typeof VIEWS)[number]
  execution: ReturnType<typeof useExecution>
  selectedName: string | undefined
  step: Step | undefined
  selectStep: (step: Step) => void
  onSelectName: (name: string | undefined) => void
}) {
  const { execution, selectStep } = props
  switch (props.view) {
    case 'graph':
      return (
        <MachineView
          definition={execution.definition}
          facts={execution.facts}
          kept={execution.kept}
          taken={execution.taken}
          selected={props.selectedName}
          onSelect={props.onSelectName}
        />
      )
    case 'table':
      return <StepTable run={execution.run} revision={execution.revision} selectedId={props.step?.id} onSelect={selectStep} />
    case 'events':
      return <EventsView live={execution.live} onSelect={selectStep} />
    case 'logs':
      return <ExecutionLogs record={execution.record!} run={execution.run} onSelect={selectStep} />
    case 'data':
      return <InputOutput record={execution.record!} machineDefinition={execution.definition} />
  }
}
