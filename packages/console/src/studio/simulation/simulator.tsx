import type { HistoryEvent, Json } from '@pasos/asl'
import { statesIn } from '@pasos/graph'
import { emptyRun, foldHistory, nodeFacts } from '@pasos/graph/run'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { StatusWord } from '../../components/status-word.tsx'
import { findJsonFault } from '../../format/json-fault.ts'
import MachineView from '../../graph/machine-view.tsx'
import type { SimulationAnswer } from './simulate.worker.ts'

/** Plays the draft out in the browser, with mocks in place of tasks, and lets one walk through what happened step by step. */
export function Simulator({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useTranslation('studio')
  const [input, setInput] = useState('{}')
  const [mocks, setMocks] = useState<Record<string, string>>({})
  const tasks = useMemo(() => taskNames(text), [text])
  const { answer, isRunning, run } = useSimulation()
  const isBroken = findJsonFault(input) !== undefined || Object.values(mocks).some(mock => findJsonFault(mock) !== undefined)
  const start = () => {
    const values = Object.fromEntries(Object.entries(mocks).map(([name, mock]) => [name, JSON.parse(mock) as Json]))
    run(text, JSON.parse(input) as Json, values)
  }
  return (
    <section className="simulator" aria-label={t('simulation.title')}>
      <div className="simulator-side card">
        <div className="card-head">
          <h2>{t('simulation.title')}</h2>
          <Button variant="icon" iconName="close" ariaLabel={t('simulation.close')} onClick={onClose} />
        </div>
        <p className="quiet studio-hint">{t('simulation.lead')}</p>
        <label className="field">
          <span>{t('simulation.input')}</span>
          <textarea
            className="field-text mono"
            rows={3}
            value={input}
            spellCheck={false}
            onChange={event => setInput(event.target.value)}
          />
        </label>
        {tasks.length > 0 && <p className="quiet studio-help">{t('simulation.mockHint')}</p>}
        {tasks.map(name => (
          <label key={name} className="field">
            <span>{t('simulation.mock', { state: name })}</span>
            <textarea
              className="field-text mono"
              rows={2}
              value={mocks[name] ?? '{}'}
              spellCheck={false}
              onChange={event => setMocks({ ...mocks, [name]: event.target.value })}
            />
          </label>
        ))}
        <Button variant="primary" iconName="caret-right-filled" disabled={isBroken} loading={isRunning} onClick={start}>
          {t('simulation.run')}
        </Button>
        <div role="status">{answer && <Fate answer={answer} />}</div>
      </div>
      <Walk key={answer?.id ?? 0} text={text} events={answer?.events ?? []} />
    </section>
  )
}

function Fate({ answer }: { answer: SimulationAnswer }) {
  const { t } = useTranslation('studio')
  if (answer.problem !== undefined) return <p className="ink-failed">{answer.problem}</p>
  const { end } = answer
  if (!end) return <p className="ink-running">{t('simulation.endless')}</p>
  return end.status === 'SUCCEEDED' ? (
    <>
      <p className="simulator-fate">
        <StatusWord status="succeeded" /> {t('simulation.succeeded')}
      </p>
      <JsonText text={end.output} label={t('simulation.output')} />
    </>
  ) : (
    <>
      <p className="simulator-fate">
        <StatusWord status="failed" /> {t('simulation.failed', { error: end.error ?? '' })}
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
  const { t } = useTranslation('studio')
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

/** A run at a time: another ends the one before, which may be in a long loop. */
function useSimulation() {
  const worker = useRef<Worker>(undefined)
  const count = useRef(0)
  const [answer, setAnswer] = useState<SimulationAnswer>()
  const [isRunning, setRunning] = useState(false)
  useEffect(() => () => worker.current?.terminate(), [])
  const run = (definition: string, input: Json, mocks: Record<string, Json>) => {
    worker.current?.terminate()
    worker.current = new Worker(new URL('./simulate.worker.ts', import.meta.url), { type: 'module' })
    const id = ++count.current
    worker.current.addEventListener('message', (event: MessageEvent<SimulationAnswer>) => {
      setAnswer(event.data)
      setRunning(false)
    })
    setRunning(true)
    worker.current.postMessage({ id, definition, input, mocks })
  }
  return { answer, isRunning, run }
}

function taskNames(text: string): string[] {
  return statesIn(text).flatMap(state => (state.type === 'Task' ? [state.name] : []))
}
