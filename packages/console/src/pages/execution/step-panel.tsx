import type { HistoryEvent, JsonObject } from '@pasos/asl'
import { eventDetail, ownersOf, type Step, waitsOf } from '@pasos/graph/run'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import Button from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Lasting } from '../../components/moment.tsx'
import { StatusWord } from '../../components/status-word.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { stateRanges } from '../../editor/state-ranges.ts'
import { executionPath, mapRunPath } from '../../format/arn.ts'
import { causeText } from '../../format/cause-text.ts'
import { childExecution } from '../../history/child-execution.ts'
import { beginning } from '../../history/rerun-origin.ts'
import { variablesText } from '../../history/variables-text.ts'
import { useNow } from '../../live/use-now.ts'
import { IterationGrid } from './iteration-grid.tsx'
import { Neighbours } from './neighbours.tsx'
import { NowSentence } from './now-line.tsx'
import { StepDetails } from './step-details.tsx'
import { StepLogs } from './step-logs.tsx'
import { TaskToken } from './task-token.tsx'

const TABS = ['data', 'logs', 'try', 'details', 'definition', 'events'] as const
const StepTry = lazyPart(
  () => import('./step-try.tsx'),
  () => <Waiting />,
)

interface Props {
  executionArn: string
  roleArn: string
  name: string
  /** Absent for a state that has not been reached. */
  step: Step | undefined
  /** The Map Run in whose child executions the state runs, when it does. */
  mapRunAround?: string | undefined
  visits: Step[]
  revision: number
  events: readonly HistoryEvent[]
  definition: string | undefined
  /** The state's definition. */
  state: JsonObject | undefined
  chosen: ReadonlyMap<string, number>
  onChoose: (map: string, iteration: number | undefined) => void
  onVisit: (step: Step) => void
  /** Told the event that entered the state. */
  onRerun: ((eventId: number) => void) | undefined
  /** Read from a file: there is no server to ask for logs or to try the state. */
  isOffline?: boolean
  onClose: () => void
}

/** Everything about one step, beside the view it was chosen in. */
export function StepPanel(props: Props) {
  const { t } = useTranslation()
  const { step, name, visits } = props
  const [tab, setTab] = useState<(typeof TABS)[number]>('data')
  const now = useNow(step?.status === 'running', 250)
  const waits = step && waitsOf(step, props.state)
  const mapRunArn = props.isOffline ? undefined : step?.mapRunArn
  const childArn = props.isOffline ? undefined : step && childExecution(step, props.events)
  return (
    <section className="panel" aria-label={t('panel.title', { name })}>
      <div className="panel-head">
        <div>
          <h2>{name}</h2>
          {step ? (
            <p className="panel-facts">
              <StatusWord status={step.status} />
              <Lasting from={step.startedAt} until={step.endedAt} />
              {step.status === 'running' && (
                <span className="quiet">
                  <NowSentence step={step} waits={waits} now={now} />
                </span>
              )}
            </p>
          ) : (
            !props.mapRunAround && <StatusWord status="pending" />
          )}
        </div>
        <Button variant="icon" iconName="close" ariaLabel={t('panel.close')} onClick={props.onClose} />
      </div>
      {step && (props.onRerun || mapRunArn || childArn) && (
        <div className="panel-verbs">
          {props.onRerun && (
            <Button variant="inline-link" iconName="undo" onClick={() => props.onRerun?.(beginning(step).id)}>
              {t('rerun.from', { name: beginning(step).name })}
            </Button>
          )}
          {mapRunArn && (
            <Link href={mapRunPath(mapRunArn)} className="button button-inline-link">
              {t('panel.children')}
            </Link>
          )}
          {childArn && (
            <Link href={executionPath(childArn)} className="button button-inline-link">
              {t('panel.child')}
            </Link>
          )}
        </div>
      )}
      {visits.length > 1 && step && <VisitChoice visits={visits} step={step} onVisit={props.onVisit} />}
      {step?.iterations && step.iterations.size > 0 && (
        <IterationGrid
          iterations={step.iterations}
          revision={props.revision}
          chosen={props.chosen.get(name)}
          onChoose={index => props.onChoose(name, index)}
        />
      )}
      {step?.error !== undefined && (
        <div className="panel-error" lang="en">
          <strong>{step.error || t('failure.noName')}</strong>
          {step.cause && <pre>{causeText(step.cause)}</pre>}
        </div>
      )}
      {!props.isOffline && waits?.kind === 'token' && waits.token !== undefined && <TaskToken key={waits.token} token={waits.token} />}
      <Tabs
        isSmall
        label={t('panel.tabs')}
        idPrefix="step"
        tabs={TABS.filter(id => !props.isOffline || (id !== 'logs' && id !== 'try')).map(id => ({ id, text: t(`panel.${id}`) }))}
        current={tab}
        onChange={setTab}
      />
      <div className="panel-body" role="tabpanel" id="step-panel" aria-labelledby={`step-${tab}`}>
        <PanelBody {...props} tab={tab} />
      </div>
    </section>
  )
}

function PanelBody(props: Props & { tab: (typeof TABS)[number] }) {
  const { tab, executionArn, roleArn, state, step, mapRunAround, name, definition, events } = props
  const { t } = useTranslation()
  if (tab === 'definition') return <JsonText text={definitionOf(definition, name)} label={t('data.definition')} />
  if (!step) return <NotReached mapRunAround={mapRunAround} />
  switch (tab) {
    case 'data':
      return (
        <>
          <h3>{t('data.input')}</h3>
          <JsonText text={step.input} label={t('data.input')} />
          <h3>{t('data.output')}</h3>
          {step.output === undefined ? (
            <p className="quiet">{step.status === 'running' ? t('data.notYet') : t('data.noOutput')}</p>
          ) : (
            <JsonText text={step.output} label={t('data.output')} />
          )}
          <Variables title={t('data.variables')} texts={step.variables} />
          <Variables title={t('data.assigned')} texts={step.assigned} />
        </>
      )
    case 'logs':
      return <StepLogs key={step.id} executionArn={executionArn} step={step} />
    case 'try':
      if (!state || step.input === undefined) return <Empty text={t('panel.notReached')} />
      return (
        <StepTry
          key={step.id}
          {...{ state, roleArn }}
          input={step.input}
          variables={step.variables}
          queryLanguage={queryLanguageOf(definition)}
        />
      )
    case 'details':
      return <StepDetails step={step} />
    case 'events':
      return <StepEvents step={step} events={events} />
  }
}

function NotReached({ mapRunAround }: Pick<Props, 'mapRunAround'>) {
  const { t } = useTranslation()
  if (mapRunAround === undefined) return <Empty text={t('panel.notReached')} />
  return (
    <Empty
      text={t('panel.inChildren')}
      action={
        <Link href={mapRunPath(mapRunAround)} className="button">
          {t('panel.children')}
        </Link>
      }
    />
  )
}

/** Variables by name, their values as JSON. */
function Variables({ title, texts }: { title: string; texts: Readonly<Record<string, string>> | undefined }) {
  if (texts === undefined) return null
  return (
    <>
      <h3>{title}</h3>
      <JsonText text={variablesText(texts)} label={title} />
    </>
  )
}

function StepEvents({ step, events }: { step: Step; events: readonly HistoryEvent[] }) {
  const ids = new Set(step.eventIds)
  return (
    <ol className="panel-events">
      {events
        .filter(event => ids.has(event.id))
        .map(event => (
          <li key={event.id}>
            <details>
              <summary>
                <span className="numbers">{event.id}</span> {event.type}
              </summary>
              <JsonText text={JSON.stringify(eventDetail(event))} label={event.type} />
            </details>
          </li>
        ))}
    </ol>
  )
}

/** Visits of the same state: in a loop, or one per iteration of the Map around it. */
function VisitChoice({ visits, step, onVisit }: { visits: Step[]; step: Step; onVisit: (step: Step) => void }) {
  const { t } = useTranslation()
  const at = visits.indexOf(step)
  return (
    <div className="visit">
      <span className="quiet">{t('panel.visit', { count: visits.length })}</span>
      <Neighbours
        previous={at > 0 ? () => onVisit(visits[at - 1]!) : undefined}
        next={at < visits.length - 1 ? () => onVisit(visits[at + 1]!) : undefined}
        labels={[t('panel.previousVisit'), t('panel.nextVisit')]}
        keys={['[', ']']}
      />
      <select
        aria-label={t('panel.visit', { count: visits.length })}
        value={step.id}
        onChange={event => onVisit(visits.find(each => each.id === Number(event.target.value))!)}
      >
        {visits.map((each, index) => (
          <option key={each.id} value={each.id}>
            {iterationPath(each) || `${index + 1}`} · {t(`status.${each.status}`)}
          </option>
        ))}
      </select>
    </div>
  )
}

function iterationPath(step: Step): string {
  const parts: string[] = []
  for (const each of [step, ...ownersOf(step)])
    if (each.lane.iteration !== undefined) parts.unshift(`${each.lane.owner?.name} #${each.lane.iteration}`)
  return parts.join(' › ')
}

function definitionOf(definition: string | undefined, name: string): string | undefined {
  if (definition === undefined) return undefined
  const range = stateRanges(definition).find(each => each.name === name)
  return range && definition.slice(range.from, range.to).replace(/^"(?:[^"\\]|\\.)*"\s*:\s*/, '')
}

/** What the machine says for all of its states. */
function queryLanguageOf(definition: string | undefined): string | undefined {
  return definition === undefined ? undefined : (JSON.parse(definition) as { QueryLanguage?: string }).QueryLanguage
}
