import { findState } from '@pasos/graph'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TestStateOutput, testState } from '../api/step-functions.ts'
import Button from '../components/button.tsx'
import { JsonText } from '../components/json-text.tsx'
import Modal from '../components/modal.tsx'
import { Problem } from '../components/problem.tsx'
import { StatusWord } from '../components/status-word.tsx'
import { findJsonFault } from '../format/json-fault.ts'
import type { Draft } from './use-draft.ts'
import { valueAtPath } from './value-at-path.ts'

/** Runs one state of the draft on the server, alone, with an input of one's own: TestState. */
export function TestStateDialog({ draft, id, onClose }: { draft: Draft; id: string; onClose: () => void }) {
  const { t } = useTranslation('studio')
  const [input, setInput] = useState('{}')
  const found = findState(draft.text, id)
  const test = useMutation({ mutationFn: () => testState(request(draft, id, input)) })
  if (!found) return null
  const { roleArn } = draft.settings
  return (
    <Modal size="large" header={t('test.title', { name: found.state.name })} onDismiss={onClose}>
      <div className="form">
        {roleArn === '' && found.state.type === 'Task' && <p className="ink-failed">{t('test.noRole')}</p>}
        <label className="field">
          <span>{t('test.input')}</span>
          <textarea
            className="field-text mono"
            rows={5}
            value={input}
            spellCheck={false}
            onChange={event => setInput(event.target.value)}
          />
        </label>
        <div>
          <Button variant="primary" disabled={findJsonFault(input) !== undefined} loading={test.isPending} onClick={() => test.mutate()}>
            {t('test.run')}
          </Button>
        </div>
        {test.error && <Problem error={test.error} />}
        <div role="status">{test.data && <Result result={test.data} />}</div>
      </div>
    </Modal>
  )
}

function request(draft: Draft, id: string, input: string): object {
  const body = valueAtPath(draft.text, findState(draft.text, id)!.state.path) as object
  const language = valueAtPath(draft.text, ['QueryLanguage'])
  return {
    definition: JSON.stringify({ ...(typeof language === 'string' ? { QueryLanguage: language } : {}), ...body }),
    input,
    inspectionLevel: 'DEBUG',
    ...(draft.settings.roleArn ? { roleArn: draft.settings.roleArn } : {}),
  }
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
