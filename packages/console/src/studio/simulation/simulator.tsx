import type { HistoryEvent, Json } from '@pasos/asl'
import { emptyRun, foldHistory, formatDuration, nodeFacts } from '@pasos/graph/run'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { StatusWord } from '../../components/status-word.tsx'
import { findJsonFault } from '../../format/json-fault.ts'
import MachineView from '../../graph/machine-view.tsx'
import { useLastRun } from '../sample/use-last-run.ts'
import { valueAtPath } from '../value-at-path.ts'
import { MockField } from './mock-field.tsx'
import { type Mock, type MockedEnd, mockedStates, readMock, USUAL_ITEMS, USUAL_MOCK } from './mocks.ts'
import type { SimulationAnswer } from './simulate.worker.ts'
import { useSimulation } from './use-simulation.ts'

/** What somebody has written for simulations; the Studio keeps it while the draft is worked on. */
export interface Rehearsal {
  /** JSON; undefined for that of the last execution. */
  input?: string
  mocks: Readonly<Record<string, Mock>>
}

interface Props {
  text: string
  arn: string | undefined
  rehearsal: Rehearsal
  onChange: (rehearsal: Rehearsal) => void
  onClose: () => void
}

/** Plays the draft out in the browser, with mocks in place of tasks, and lets one walk through what happened step by step. */
export function Simulator({ text, arn, rehearsal, onChange, onClose }: Props) {
  const { t } = useTranslation('studio')
  const { answer, isRunning, run } = useSimulation()
  const { input, tasks, mocks, isRecorded } = useRehearsal(text, arn, rehearsal)
  const start = () => run(text, JSON.parse(input) as Json, mocks!)
  return (
    <section className="simulator" aria-label={t('simulation.title')}>
      <div className="simulator-side card">
        <div className="card-head">
          <h2>{t('simulation.title')}</h2>
          <Button variant="icon" iconName="close" ariaLabel={t('simulation.close')} onClick={onClose} />
        </div>
        <p className="quiet studio-hint">{t('simulation.lead')}</p>
        {isRecorded && <p className="quiet studio-hint">{t('simulation.recorded')}</p>}
        <label className="field">
          <span>{t('simulation.input')}</span>
          <textarea
            className="field-text mono"
            rows={Math.min(8, Math.max(3, input.split('\n').length))}
            value={input}
            spellCheck={false}
            onChange={event => onChange({ ...rehearsal, input: event.target.value })}
          />
        </label>
        {tasks.map(({ name, isReader, mock, recorded }) => (
          <MockField
            key={name}
            state={name}
            mock={mock}
            recorded={recorded}
            label={isReader ? t('simulation.items', { state: name }) : undefined}
            onChange={changed => onChange({ ...rehearsal, mocks: { ...rehearsal.mocks, [name]: changed } })}
          />
        ))}
        {/* However many mocks there are, what starts the simulation and what came of it are in sight. */}
        <div className="simulator-foot">
          <Button
            variant="primary"
            iconName="caret-right-filled"
            disabled={mocks === undefined || findJsonFault(input) !== undefined}
            loading={isRunning}
            onClick={start}
          >
            {t('simulation.run')}
          </Button>
          <div role="status">{answer && <Fate answer={answer} />}</div>
        </div>
      </div>
      <Walk key={answer?.id ?? 0} text={text} events={answer?.events ?? []} />
    </section>
  )
}

/** What the simulation is fed with: what somebody wrote, and where nothing is written what there was in the last execution. */
function useRehearsal(text: string, arn: string | undefined, { input, mocks }: Rehearsal) {
  const samples = useLastRun(arn)
  return useMemo(() => {
    const begin = samples.get(String(valueAtPath(text, ['StartAt'])))?.input
    const tasks = mockedStates(text).map(({ name, isReader }) => {
      // What a Map that reads gives on are its results, not its items.
      const result = isReader ? undefined : samples.get(name)?.result
      const recorded = result === undefined ? undefined : JSON.stringify(result, null, 2)
      return { name, isReader, mock: mocks[name] ?? USUAL_MOCK, recorded: isReader ? USUAL_ITEMS : recorded }
    })
    const read = tasks.map(({ name, mock, recorded }) => [name, readMock(mock, recorded)] as const)
    return {
      tasks,
      input: input ?? (begin === undefined ? '{}' : JSON.stringify(begin, null, 2)),
      /** Absent while one of them is not written to its end. */
      mocks: read.every(([, mock]) => mock) ? (Object.fromEntries(read) as Record<string, MockedEnd>) : undefined,
      isRecorded: samples.size > 0,
    }
  }, [text, samples, input, mocks])
}

function Fate({ answer }: { answer: SimulationAnswer }) {
  const { t, i18n } = useTranslation('studio')
  if (answer.isLost) return <p className="ink-failed">{t('simulation.lost')}</p>
  if (answer.problem !== undefined) return <p className="ink-failed">{answer.problem}</p>
  const { end, events } = answer
  const lasted = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0)
  const took = <span className="quiet">{t('simulation.took', { time: formatDuration(lasted, i18n.language) })}</span>
  if (!end) return <p className="ink-running">{t('simulation.endless')}</p>
  return end.status === 'SUCCEEDED' ? (
    <>
      <p className="simulator-fate">
        <StatusWord status="succeeded" /> {took}
      </p>
      <JsonText text={end.output} label={t('simulation.output')} />
    </>
  ) : (
    <>
      <p className="simulator-fate">
        <StatusWord status="failed" /> {end.error && <code lang="en">{end.error}</code>} {took}
      </p>
      {end.cause && (
        <pre className="failure-cause" lang="en">
          {end.cause}
        </pre>
      )}
    </>
  )
}

/** The graph as it was after one of the events, with the step's data. */
function Walk({ text, events }: { text: string; events: readonly HistoryEvent[] }) {
  const { t, i18n } = useTranslation('studio')
  const stops = useMemo(
    () => events.flatMap((event, index) => (/State(Entered|Exited)$|^Execution/.test(event.type) ? [index] : [])),
    [events],
  )
  const [at, setAt] = useState(Math.max(0, stops.length - 1))
  const [chosen, setChosen] = useState<string>()
  const shown = useMemo(() => events.slice(0, (stops[at] ?? -1) + 1), [events, stops, at])
  const run = useMemo(() => foldHistory(emptyRun(), shown), [shown])
  const facts = useMemo(() => nodeFacts(run, new Map()), [run])
  const current = chosen ?? run.steps.at(-1)?.name
  const step = current === undefined ? undefined : facts.get(current)?.step
  const passed = (shown.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0)
  const go = (to: number) => {
    setChosen(undefined)
    setAt(Math.min(stops.length - 1, Math.max(0, to)))
  }
  return (
    <div className="simulator-walk">
      <div className="simulator-steps" role="toolbar" aria-label={t('simulation.steps')}>
        <Button iconName="angle-left-double" variant="icon" ariaLabel={t('simulation.first')} disabled={at <= 0} onClick={() => go(0)} />
        <Button iconName="angle-left" variant="icon" ariaLabel={t('simulation.previous')} disabled={at <= 0} onClick={() => go(at - 1)} />
        <span className="numbers">{stops.length > 0 && t('simulation.position', { at: at + 1, total: stops.length })}</span>
        <Button
          iconName="angle-right"
          variant="icon"
          ariaLabel={t('simulation.next')}
          disabled={at >= stops.length - 1}
          onClick={() => go(at + 1)}
        />
        <Button
          iconName="angle-right-double"
          variant="icon"
          ariaLabel={t('simulation.last')}
          disabled={at >= stops.length - 1}
          onClick={() => go(stops.length)}
        />
        {stops.length > 0 && (
          <span className="quiet numbers">{t('simulation.after', { time: formatDuration(passed, i18n.language) })}</span>
        )}
      </div>
      <MachineView definition={text} facts={facts} taken={run.taken} selected={current} onSelect={setChosen} />
      {step && (
        <div className="side-by-side">
          <div>
            <h3>
              {step.name} · {t('simulation.input')}
            </h3>
            <JsonText text={step.input} label={t('simulation.input')} />
          </div>
          <div>
            <h3>{t('simulation.output')}</h3>
            <JsonText text={step.output} label={t('simulation.output')} />
          </div>
        </div>
      )}
    </div>
  )
}
