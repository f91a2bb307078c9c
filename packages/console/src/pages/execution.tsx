import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { describeExecution, describeMachineOf, redriveExecution, stopExecution } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import { Problem } from '../components/problem.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionName } from '../format/arn.ts'
import { nodeFacts } from '../history/node-facts.ts'
import type { Step } from '../history/step.ts'
import { useLiveExecution } from '../live/use-live-execution.ts'
import { EventsView } from './execution/events-view.tsx'
import { ExecutionHead } from './execution/execution-head.tsx'
import { FailureCard } from './execution/failure-card.tsx'
import { InputOutput } from './execution/input-output.tsx'
import { NowLine } from './execution/now-line.tsx'
import { StepPanel } from './execution/step-panel.tsx'
import { StepTable } from './execution/step-table.tsx'

const VIEWS = ['graph', 'table', 'events', 'data'] as const
const StartDialog = lazy(() => import('./start-dialog.tsx'))
const MachineView = lazy(() => import('../graph/machine-view.tsx'))

/** An execution, live: what happened, where, why and what can be done now. View and step stand in the address. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one page, to be taken apart with its views
export default function Execution({ arn }: { arn: string }) {
  const { t } = useTranslation()
  useTitle(executionName(arn))
  const queries = useQueryClient()
  const [round, setRound] = useState(0)
  const [isStarting, setStarting] = useState(false)
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map())
  const [address, setAddress] = useSearchParams()
  const description = useQuery({ queryKey: ['execution', arn], queryFn: () => describeExecution(arn) })
  const machine = useQuery({ queryKey: ['machineOf', arn], queryFn: () => describeMachineOf(arn), staleTime: Number.POSITIVE_INFINITY })
  const live = useLiveExecution(arn, !description.isError, round)
  const { record, run, revision } = live
  const status = record?.status
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` changes in place, `revision` says when.
  const facts = useMemo(() => nodeFacts(run, chosen), [run, revision, chosen])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above; the graph sees a new set only when it has grown.
  const taken = useMemo(() => new Set(run.taken), [run, run.taken.size])
  useEffect(() => {
    // Whether it can be redriven is only known to DescribeExecution.
    if (status && status !== 'RUNNING') void queries.invalidateQueries({ queryKey: ['execution', arn] })
  }, [status, arn, queries])
  const stop = useMutation({ mutationFn: () => stopExecution(arn) })
  const redrive = useMutation({ mutationFn: () => redriveExecution(arn), onSuccess: () => setRound(round + 1) })

  const view = VIEWS.find(each => each === address.get('view')) ?? 'graph'
  const selectedName = address.get('step') ?? undefined
  const visit = Number(address.get('visit') ?? 0)
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
  const selectName = (name: string | undefined) => change({ step: name, visit: undefined })
  const selectStep = (step: Step) => change({ step: step.name, visit: String(step.id) })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('[role="dialog"]')) change({ step: undefined, visit: undefined })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  if (description.error) return <Problem error={description.error} retry={() => void description.refetch()} />
  if (!record) return <Waiting lines={8} />
  const visits = selectedName === undefined ? [] : run.steps.filter(step => step.name === selectedName)
  const step = visits.find(each => each.id === visit) ?? facts.get(selectedName ?? '')?.step
  return (
    <div className="execution">
      <ExecutionHead
        live={live}
        canRedrive={description.data?.redriveStatus === 'REDRIVABLE' && record.status !== 'RUNNING'}
        onStop={() => stop.mutate()}
        onRedrive={() => redrive.mutate()}
        onStartAgain={() => setStarting(true)}
        isBusy={stop.isPending || redrive.isPending}
      />
      {(stop.error ?? redrive.error) && <Problem error={stop.error ?? redrive.error} />}
      <FailureCard record={record} run={run} selected={step} onShow={selectStep} />
      <NowLine run={run} isRunning={record.status === 'RUNNING'} onShow={selectStep} />
      <Tabs
        label={t('view.title')}
        idPrefix="view"
        tabs={VIEWS.map(id => ({ id, text: t(`view.${id}`) }))}
        current={view}
        onChange={next => change({ view: next === 'graph' ? undefined : next })}
      />
      <div className={`split ${selectedName ? 'split-open' : ''}`}>
        <div className="split-main" id="view-panel" role="tabpanel" aria-labelledby={`view-${view}`}>
          {view === 'graph' && (
            <Suspense fallback={<Waiting />}>
              <MachineView
                definition={machine.data?.definition}
                facts={facts}
                taken={taken}
                selected={selectedName}
                onSelect={selectName}
              />
            </Suspense>
          )}
          {view === 'table' && <StepTable run={run} revision={revision} selectedId={step?.id} onSelect={selectStep} />}
          {view === 'events' && <EventsView live={live} onSelect={selectStep} />}
          {view === 'data' && <InputOutput record={record} machineDefinition={machine.data?.definition} />}
        </div>
        {selectedName && (
          <StepPanel
            executionArn={arn}
            name={selectedName}
            step={step}
            visits={visits}
            revision={revision}
            events={live.events}
            definition={machine.data?.definition}
            chosen={chosen}
            onChoose={(map, iteration) => {
              const next = new Map(chosen)
              if (iteration === undefined) next.delete(map)
              else next.set(map, iteration)
              setChosen(next)
            }}
            onVisit={selectStep}
            onClose={() => selectName(undefined)}
          />
        )}
      </div>
      {isStarting && (
        <Suspense>
          <StartDialog machineArn={record.stateMachineArn} initialInput={record.input} onClose={() => setStarting(false)} />
        </Suspense>
      )}
      <div className="for-readers" aria-live="polite">
        {record.status === 'RUNNING' ? '' : t('execution.ended', { status: t(`status.${run.ended ?? 'succeeded'}`) })}
      </div>
    </div>
  )
}
