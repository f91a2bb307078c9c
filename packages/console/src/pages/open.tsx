import type { HistoryEvent } from '@pasos/asl'
import { emptyRun, foldHistory, nodeFacts, readHistoryFile, type Step, stateDefinitions } from '@pasos/graph/run'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTitle } from '../app/use-title.ts'
import { Empty } from '../components/empty.tsx'
import { lazyPart } from '../components/lazy-part.tsx'
import { Lasting, Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { StatusWord, shownStatus } from '../components/status-word.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Waiting } from '../components/waiting.tsx'
import { recordFrom } from '../history/record-from.ts'
import { EventsView } from './execution/events-view.tsx'
import './execution/execution.css'
import { FailureCard } from './execution/failure-card.tsx'
import { InputOutput } from './execution/input-output.tsx'
import { StepPanel } from './execution/step-panel.tsx'
import { StepTable } from './execution/step-table.tsx'
import './open/open.css'

const MachineView = lazyPart(
  () => import('../graph/machine-view.tsx'),
  () => <Waiting />,
)
const VIEWS = ['graph', 'table', 'events', 'data'] as const

interface Opened {
  name: string
  events?: HistoryEvent[]
  definition?: string
}

/** An execution out of files, AWS's too: the same views, and no server is asked for anything. */
export default function Open() {
  const { t } = useTranslation('pages')
  useTitle(t('open.title'))
  const [opened, setOpened] = useState<Opened>({ name: '' })
  const [faults, setFaults] = useState<string[]>([])
  const [isOver, setOver] = useState(false)
  const take = async (files: Iterable<File>) => {
    const wrong: string[] = []
    let next = opened
    for (const file of files) {
      try {
        const found = readHistoryFile(await file.text())
        next = { ...next, ...found, name: found.name ?? (found.events ? file.name.replace(/\.json$/, '') : next.name) }
      } catch (error) {
        wrong.push(t('open.wrong', { name: file.name, reason: (error as Error).message }))
      }
    }
    setFaults(wrong)
    setOpened(next)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping files has its equal in the button.
    <div
      className={isOver ? 'open-over' : ''}
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault()
        setOver(false)
        void take([...event.dataTransfer.files])
      }}
    >
      <PageHead title={opened.events ? opened.name : t('open.title')} description={opened.events ? undefined : t('open.description')} />
      <div className="open-drop">
        <label className="file-button">
          {t('open.choose')}
          <input
            type="file"
            multiple
            accept=".json,application/json"
            onChange={event => {
              void take([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
        </label>
        <span className="quiet">{t(opened.events && opened.definition === undefined ? 'open.needsDefinition' : 'open.drop')}</span>
      </div>
      <div role="alert">
        {faults.map(fault => (
          <p key={fault} className="ink-failed">
            {fault}
          </p>
        ))}
      </div>
      {opened.events ? <OpenedExecution {...opened} events={opened.events} /> : <Empty text={t('open.how')} command={COMMAND} />}
    </div>
  )
}

const COMMAND = 'aws stepfunctions get-execution-history --execution-arn … > history.json'

function OpenedExecution({ name, events, definition }: Opened & { events: HistoryEvent[] }) {
  const { t } = useTranslation()
  const { t: words } = useTranslation('pages')
  const run = useMemo(() => foldHistory(emptyRun(), events), [events])
  const record = useMemo(() => recordFrom(events, name), [events, name])
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map())
  const facts = useMemo(() => nodeFacts(run, chosen), [run, chosen])
  const states = useMemo(() => stateDefinitions(definition), [definition])
  const [view, setView] = useState<(typeof VIEWS)[number]>()
  const [selected, setSelected] = useState<string>()
  const [visit, setVisit] = useState(0)
  const shown = view ?? (definition === undefined ? 'table' : 'graph')
  const visits = run.steps.filter(step => step.name === selected)
  const step = visits.find(each => each.id === visit) ?? facts.get(selected ?? '')?.step
  const selectStep = (next: Step) => {
    setSelected(next.name)
    setVisit(next.id)
  }
  const live = { record, events, run, revision: 1 }
  return (
    <div className="execution">
      <ul className="facts">
        <li>
          <StatusWord status={shownStatus(record.status)} size="large" />
        </li>
        <li>
          <span className="quiet">{t('execution.duration')}</span>{' '}
          <Lasting from={record.startDate} until={record.stopDate ?? events.at(-1)?.timestamp} />
        </li>
        <li>
          <span className="quiet">{t('execution.started')}</span> <Moment at={record.startDate} />
        </li>
        <li>
          <span className="quiet">{t('execution.events')}</span> <span className="numbers">{events.length}</span>
        </li>
      </ul>
      <FailureCard record={record} run={run} events={events} selected={step} onShow={selectStep} />
      <Tabs
        label={t('view.title')}
        idPrefix="view"
        tabs={VIEWS.map(id => ({ id, text: t(`view.${id}`) }))}
        current={shown}
        onChange={setView}
      />
      <div className={`split ${selected ? 'split-open' : ''}`}>
        <div className="split-main" id="view-panel" role="tabpanel" aria-labelledby={`view-${shown}`}>
          {shown === 'graph' && definition === undefined && <Empty text={words('open.needsDefinition')} />}
          {shown === 'graph' && definition !== undefined && (
            <MachineView
              {...{ definition, facts, taken: run.taken, selected }}
              onSelect={next => {
                setSelected(next)
                setVisit(0)
              }}
            />
          )}
          {shown === 'table' && <StepTable run={run} revision={1} selectedId={step?.id} onSelect={selectStep} />}
          {shown === 'events' && <EventsView live={live} onSelect={selectStep} />}
          {shown === 'data' && <InputOutput record={record} machineDefinition={definition} />}
        </div>
        {selected && (
          <StepPanel
            isOffline
            roleArn={record.roleArn}
            {...{ executionArn: '', name: selected, step, visits, revision: 1, events, definition, chosen }}
            state={states.get(selected)}
            onRerun={undefined}
            onChoose={(map, iteration) => {
              const next = new Map(chosen)
              if (iteration === undefined) next.delete(map)
              else next.set(map, iteration)
              setChosen(next)
            }}
            onVisit={selectStep}
            onClose={() => setSelected(undefined)}
          />
        )}
      </div>
    </div>
  )
}
