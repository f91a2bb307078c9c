import type { JsonObject } from '@pasos/asl'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TestStateOutput, testState } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { StatusWord } from '../../components/status-word.tsx'
import { findJsonFault } from '../../format/json-fault.ts'
import { prettyJson } from '../../format/json-object.ts'
import { variablesText } from '../../history/variables-text.ts'

interface Props {
  state: JsonObject
  /** The machine's own query language, when it names one. */
  queryLanguage: string | undefined
  /** What the step received. */
  input: string
  /** The variables it saw; JSON text by name. */
  variables: Readonly<Record<string, string>> | undefined
  roleArn: string
}

/** Runs the step's state once more, alone, with the input it had or another, and shows what its data went through: TestState. */
export default function StepTry({ state, queryLanguage, input, variables, roleArn }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => prettyJson(input))
  const attempt = useMutation({
    mutationFn: () =>
      testState({
        definition: JSON.stringify({ ...(queryLanguage === undefined ? {} : { QueryLanguage: queryLanguage }), ...state }),
        ...{ input: text, roleArn, inspectionLevel: 'DEBUG' },
        ...(variables === undefined ? {} : { variables: variablesText(variables) }),
      }),
  })
  return (
    <div className="form">
      <p className="quiet">{t('try.lead')}</p>
      <label className="field">
        <span>{t('data.input')}</span>
        <textarea className="field-text mono" rows={6} value={text} spellCheck={false} onChange={event => setText(event.target.value)} />
      </label>
      <div>
        <Button disabled={findJsonFault(text) !== undefined} loading={attempt.isPending} onClick={() => attempt.mutate()}>
          {t('try.run')}
        </Button>
      </div>
      {attempt.error && <Problem error={attempt.error} />}
      <div role="status">{attempt.data && <Outcome result={attempt.data} />}</div>
    </div>
  )
}

function Outcome({ result }: { result: TestStateOutput }) {
  const { t } = useTranslation()
  const stages = Object.entries(result.inspectionData ?? {}).filter(([, value]) => typeof value === 'string')
  return (
    <>
      <p className="panel-facts">
        <StatusWord status={result.status === 'SUCCEEDED' ? 'succeeded' : result.status === 'CAUGHT_ERROR' ? 'caught' : 'failed'} />
        {result.error && <span lang="en">{result.error}</span>}
        {result.nextState && <span className="quiet">→ {result.nextState}</span>}
      </p>
      {result.cause && (
        <pre className="failure-cause" lang="en">
          {result.cause}
        </pre>
      )}
      {stages.map(([name, value]) => (
        <div key={name}>
          <h3 lang="en">{name}</h3>
          <JsonText text={String(value)} label={name} />
        </div>
      ))}
      {result.output !== undefined && (
        <>
          <h3>{t('data.output')}</h3>
          <JsonText text={result.output} label={t('data.output')} />
        </>
      )}
    </>
  )
}
