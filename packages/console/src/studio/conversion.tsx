import { type ConversionRefusal, convertMachine, type Json } from '@pasos/asl'
import { withDocument } from '@pasos/graph'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../components/button.tsx'
import { JsonText } from '../components/json-text.tsx'
import Modal from '../components/modal.tsx'
import { useLastRun } from './sample/use-last-run.ts'
import type { SimulationAnswer } from './simulation/simulate.worker.ts'
import { startSimulation } from './simulation/use-simulation.ts'
import type { Draft } from './use-draft.ts'
import { valueAtPath } from './value-at-path.ts'

export interface Conversion {
  refusals: readonly ConversionRefusal[]
  /** The definition as it was, and as it is now. */
  before: string
  after: string
}

/** Turns the draft into JSONata, as one step of undo, what need not change as it was written; answers with what had to stay. */
export function convert(draft: Draft): Conversion {
  const before = draft.text
  const { definition, refusals } = convertMachine(JSON.parse(before) as Json)
  const after = withDocument(before, definition)
  draft.run({ type: 'replaceDefinition', json: after })
  return { refusals, before, after }
}

/** What was converted, why some states were not, and whether both end alike. */
export function ConversionOutcome(props: { conversion: Conversion; arn: string | undefined; onClose: () => void }) {
  const { conversion, arn, onClose } = props
  const { t } = useTranslation('studio')
  const { t: common } = useTranslation()
  return (
    <Modal
      header={t('convert.title')}
      onDismiss={onClose}
      footer={
        <div className="dialog-buttons">
          <Button variant="primary" onClick={onClose}>
            {common('common.close')}
          </Button>
        </div>
      }
    >
      <p>{t(conversion.refusals.length === 0 ? 'convert.done' : 'convert.partly')}</p>
      {conversion.refusals.length > 0 && (
        <ul className="findings">
          {conversion.refusals.map(({ state, reason, what }) => (
            <li key={state} className="finding finding-warning">
              <strong>{state}</strong>: {t(`convert.${reason}`, { what })}
            </li>
          ))}
        </ul>
      )}
      <BothRun {...{ conversion, arn }} />
    </Modal>
  )
}

/** Runs what was and what is, on the same data, and tells whether they end alike. */
function BothRun({ conversion: { before, after }, arn }: { conversion: Conversion; arn: string | undefined }) {
  const { t } = useTranslation('studio')
  const samples = useLastRun(arn)
  const [answers, setAnswers] = useState<readonly SimulationAnswer[]>()
  useEffect(() => {
    const input = samples.get(String(valueAtPath(before, ['StartAt'])))?.input ?? {}
    const mocks = Object.fromEntries([...samples].map(([name, { result = {} }]) => [name, { output: result }]))
    const both = [before, after].map(each => startSimulation(each, input, mocks))
    let isStopped = false
    setAnswers(undefined)
    void Promise.all(both.map(each => each.answer)).then(found => !isStopped && setAnswers(found))
    return () => {
      isStopped = true
      for (const each of both) each.stop()
    }
  }, [before, after, samples])
  if (!answers) return <p role="status">{t('convert.checking')}</p>
  if (answers.some(answer => answer.isLost)) return <p role="status">{t('convert.unchecked', { problem: t('simulation.lost') })}</p>
  const problem = answers.find(answer => answer.problem !== undefined)?.problem
  if (problem !== undefined && answers[0]?.problem === answers[1]?.problem)
    return <p role="status">{t('convert.unchecked', { problem })}</p>
  const ends = answers.map(({ end, problem }) => readable(end ?? { problem }))
  const isSame = ends[0] === ends[1]
  const on = t(samples.size > 0 ? 'convert.onRecorded' : 'convert.onEmpty')
  return (
    <>
      <p role="status" className={isSame ? 'ink-succeeded' : 'ink-failed'}>
        {t(isSame ? 'convert.same' : 'convert.differs', { on })}
      </p>
      {!isSame && (
        <div className="side-by-side">
          {(['before', 'after'] as const).map((each, index) => (
            <div key={each}>
              <h3>{t(`convert.${each}`)}</h3>
              <JsonText text={ends[index]} label={t(`convert.${each}`)} />
            </div>
          ))}
        </div>
      )}
    </>
  )
}

/** An end with its output as data, whose members stand in one order. What an error says may differ: the languages have their own words. */
function readable({
  status,
  output,
  error,
  problem,
}: Partial<NonNullable<SimulationAnswer['end']>> & { problem?: string | undefined }): string {
  return JSON.stringify(sorted({ status, error, problem, output: output === undefined ? undefined : (JSON.parse(output) as Json) }))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
