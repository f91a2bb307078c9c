import { formatDuration } from '@pasos/graph/run'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Invocation, invokeFunction } from '../../api/lambda.ts'
import Button from '../../components/button.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Problem } from '../../components/problem.tsx'
import { StatusWord } from '../../components/status-word.tsx'
import { findJsonFault } from '../../format/json-fault.ts'
import { SavedEvents } from './saved-events.tsx'

const JsonEditor = lazyPart(
  () => import('../../editor/json-editor.tsx'),
  () => <div className="editor editor-short" />,
)

/** Calls the function with an event, one typed or one kept under a name. */
export default function FunctionTest({ name }: { name: string }) {
  const { t } = useTranslation()
  const [payload, setPayload] = useState('{}')
  const fault = findJsonFault(payload)
  const invoke = useMutation({ mutationFn: () => invokeFunction(name, payload) })
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('function.invoke')}</h2>
        <Button
          variant="primary"
          iconName="caret-right-filled"
          disabled={fault !== undefined}
          loading={invoke.isPending}
          onClick={() => invoke.mutate()}
        >
          {t('function.invokeVerb')}
        </Button>
      </div>
      <SavedEvents name={name} payload={payload} onChoose={setPayload} />
      <div className="side-by-side">
        <div>
          <h3>{t('function.payload')}</h3>
          <JsonEditor value={payload} onChange={setPayload} label={t('function.payload')} fault={fault} isShort />
          {fault && (
            <p className="ink-failed">{t(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}</p>
          )}
        </div>
        <div>
          <h3>{t('function.answer')}</h3>
          {invoke.error && <Problem error={invoke.error} />}
          {invoke.data ? (
            <Answer answer={invoke.data} />
          ) : (
            <p className="quiet">{invoke.isPending ? t('function.working') : t('function.noAnswer')}</p>
          )}
        </div>
      </div>
    </section>
  )
}

function Answer({ answer }: { answer: Invocation }) {
  const { t, i18n } = useTranslation()
  return (
    <div role="status">
      <p className="panel-facts">
        <StatusWord status={answer.functionError ? 'failed' : 'succeeded'} /> {formatDuration(answer.durationMs, i18n.language)}
        {answer.functionError && <span lang="en">{answer.functionError}</span>}
      </p>
      <JsonText text={answer.payload} label={t('function.answer')} />
      {answer.log && (
        <details>
          <summary>{t('function.tail')}</summary>
          <pre className="log">{answer.log}</pre>
        </details>
      )}
    </div>
  )
}
