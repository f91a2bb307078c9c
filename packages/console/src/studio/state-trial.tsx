import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TestStateOutput, testState } from '../api/step-functions.ts'
import Button from '../components/button.tsx'
import { JsonText } from '../components/json-text.tsx'
import { Problem } from '../components/problem.tsx'
import { StatusWord } from '../components/status-word.tsx'
import { findJsonFault } from '../format/json-fault.ts'
import type { StateSample } from './sample/use-last-run.ts'
import { MockField } from './simulation/mock-field.tsx'
import { type Mock, readMock, USUAL_MOCK } from './simulation/mocks.ts'
import './studio.css'

interface Props {
  /** JSON of the state, with the query language that its machine gives it. */
  definition: string
  name: string
  type: string
  /** Empty where there is none. */
  roleArn: string
  /** What the state had in the last execution. */
  recorded?: StateSample | undefined
  /** JSON of an input to begin with where nothing is recorded. */
  example?: string
}

/** What the state is tried on. */
interface Trial {
  /** JSON; undefined for what the state had in the last execution. */
  input?: string
  variables?: string
  /** Absent for a state that is really run. */
  mock?: Mock | undefined
}

/** Only these call something that a mock can stand for. */
const CALLING = new Set(['Task', 'Map', 'Parallel'])

/** Runs one state on the server, alone, with an input of one's own or that of the last execution, really or mocked: TestState. */
export function StateTrial({ definition, name, type, roleArn, recorded, example = '{}' }: Props) {
  const { t } = useTranslation('studio')
  const [trial, setTrial] = useState<Trial>({})
  const test = useMutation({ mutationFn: testState })
  const input = trial.input ?? (recorded ? JSON.stringify(recorded.input, null, 2) : example)
  const variables = trial.variables ?? JSON.stringify(recorded?.variables ?? {}, null, 2)
  const result = recorded?.result === undefined ? undefined : JSON.stringify(recorded.result, null, 2)
  const mock = trial.mock && mockOf(trial.mock, result)
  const isWritten = findJsonFault(input) === undefined && findJsonFault(variables) === undefined && (!trial.mock || mock)
  const isCalling = CALLING.has(type)
  const run = () =>
    test.mutate({
      ...{ definition, input, inspectionLevel: 'DEBUG' },
      ...(roleArn ? { roleArn } : {}),
      ...(variables === '{}' ? {} : { variables }),
      ...(mock ? { mock } : {}),
    })
  return (
    <div className="form">
      {roleArn === '' && type === 'Task' && !trial.mock && <p className="ink-failed">{t('test.noRole')}</p>}
      <div className="side-by-side">
        <JsonArea
          label={t('test.input')}
          hint={recorded && trial.input === undefined ? t('test.recorded') : undefined}
          value={input}
          onChange={text => setTrial({ ...trial, input: text })}
        />
        <JsonArea label={t('test.variables')} value={variables} onChange={text => setTrial({ ...trial, variables: text })} />
      </div>
      {isCalling && (
        <label className="check">
          <input
            type="checkbox"
            checked={trial.mock !== undefined}
            onChange={event => setTrial({ ...trial, mock: event.target.checked ? USUAL_MOCK : undefined })}
          />
          <span>{t('test.mocked')}</span>
        </label>
      )}
      {trial.mock && (
        <MockField
          {...{ state: name, mock: trial.mock, recorded: result }}
          isOnce
          onChange={changed => setTrial({ ...trial, mock: changed })}
        />
      )}
      <div>
        <Button variant="primary" disabled={!isWritten} loading={test.isPending} onClick={run}>
          {t('test.run')}
        </Button>
      </div>
      {test.error && <Problem error={test.error} />}
      <div role="status">{test.data && <Result result={test.data} />}</div>
    </div>
  )
}

function JsonArea(props: { label: string; hint?: string | undefined; value: string; onChange: (text: string) => void }) {
  const { label, hint, value, onChange } = props
  return (
    <label className="field">
      <span>
        {label} {hint && <span className="quiet">{hint}</span>}
      </span>
      <textarea
        className="field-text mono"
        rows={Math.min(10, Math.max(4, value.split('\n').length))}
        value={value}
        spellCheck={false}
        aria-invalid={findJsonFault(value) !== undefined}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  )
}

/** In TestState's own form. */
function mockOf(mock: Mock, recorded: string | undefined): object | undefined {
  const read = readMock(mock, recorded)
  if (!read) return undefined
  return read.failure ? { errorOutput: read.failure } : { result: JSON.stringify(read.output) }
}

function Result({ result }: { result: TestStateOutput }) {
  const { t } = useTranslation('studio')
  const stages = Object.entries(result.inspectionData ?? {}).filter(([, value]) => typeof value === 'string')
  return (
    <>
      <p className="simulator-fate">
        <StatusWord status={result.status === 'SUCCEEDED' ? 'succeeded' : result.status === 'CAUGHT_ERROR' ? 'caught' : 'failed'} />
        {result.error ? t('test.failed', { error: result.error }) : ''}{' '}
        {result.nextState ? t('test.next', { state: result.nextState }) : ''}
      </p>
      {result.cause && (
        <pre className="failure-cause" lang="en">
          {result.cause}
        </pre>
      )}
      {result.output !== undefined && (
        <>
          <h3>{t('test.output')}</h3>
          <JsonText text={result.output} label={t('test.output')} />
        </>
      )}
      {stages.length > 0 && (
        <details>
          <summary>{t('test.stages')}</summary>
          {stages.map(([name, value]) => (
            <div key={name}>
              <h3 lang="en">{name}</h3>
              <JsonText text={String(value)} label={name} />
            </div>
          ))}
        </details>
      )}
    </>
  )
}
