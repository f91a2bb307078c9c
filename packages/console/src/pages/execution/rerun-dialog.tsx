import type { RunModel } from '@pasos/graph/run'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { rerunExecution } from '../../api/step-functions.ts'
import DialogButtons from '../../components/dialog-buttons.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import Modal from '../../components/modal.tsx'
import { Problem } from '../../components/problem.tsx'
import { executionPath } from '../../format/arn.ts'
import { findJsonFault, type JsonFault } from '../../format/json-fault.ts'
import { prettyJson } from '../../format/json-object.ts'
import { rerunnable } from '../../history/rerun-origin.ts'

const JsonEditor = lazyPart(
  () => import('../../editor/json-editor.tsx'),
  () => <div className="editor editor-short" />,
)

interface Props {
  executionArn: string
  run: RunModel
  definition: string
  /** The event that entered the state that was chosen. */
  eventId: number
  onClose: () => void
}

/** Asks from where, with which input and on which definition an execution is run again, starts it and goes to watch. */
export default function RerunDialog({ executionArn, run, definition, eventId, onClose }: Props) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const queries = useQueryClient()
  const steps = rerunnable(run)
  const [step, setStep] = useState(() => steps.find(each => each.id === eventId) ?? steps.at(-1)!)
  const recorded = prettyJson(step.input ?? '{}')
  const [input, setInput] = useState(recorded)
  const [edited, setEdited] = useState<string>()
  const faults = [findJsonFault(input), edited === undefined ? undefined : findJsonFault(edited)]
  const canStart = faults.every(fault => fault === undefined)
  const rerun = useMutation({
    mutationFn: () =>
      rerunExecution({
        ...{ executionArn, eventId: step.id },
        ...(input === recorded ? {} : { input }),
        ...(edited === undefined ? {} : { definition: edited }),
      }),
    onSuccess: answer => {
      void queries.invalidateQueries({ queryKey: ['reruns', executionArn] })
      go(executionPath(answer.executionArn))
    },
  })
  return (
    <Modal
      size="large"
      header={t('rerun.title')}
      onDismiss={onClose}
      footer={
        <DialogButtons
          verb={t('rerun.start')}
          icon="caret-right-filled"
          isBusy={rerun.isPending}
          isDisabled={!canStart}
          onConfirm={() => rerun.mutate()}
          onClose={onClose}
        />
      }
    >
      <div className="form">
        <p className="quiet">
          {t('rerun.text')} {steps.length < run.steps.length && t('rerun.inside')}
        </p>
        {rerun.error && <Problem error={rerun.error} />}
        <label className="field">
          <span>{t('rerun.state')}</span>
          <select
            className="plain-select"
            value={step.id}
            onChange={event => {
              const chosen = steps.find(each => each.id === Number(event.target.value))!
              setStep(chosen)
              setInput(prettyJson(chosen.input ?? '{}'))
            }}
          >
            {steps.map(each => (
              <option key={each.id} value={each.id}>
                {t('rerun.visit', { name: each.name, id: each.id })}
              </option>
            ))}
          </select>
        </label>
        <Editor key={step.id} label={t('rerun.input')} value={input} fault={faults[0]} onChange={setInput} />
        <label className="check">
          <input
            type="checkbox"
            checked={edited !== undefined}
            onChange={event => setEdited(event.target.checked ? prettyJson(definition) : undefined)}
          />
          <span>{t('rerun.definition')}</span>
        </label>
        {edited !== undefined && <Editor label={t('rerun.definitionText')} value={edited} fault={faults[1]} onChange={setEdited} />}
      </div>
    </Modal>
  )
}

function Editor(props: { label: string; value: string; fault: JsonFault | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  const { label, value, fault, onChange } = props
  return (
    <div className="field">
      <span aria-hidden="true">{label}</span>
      <JsonEditor isShort {...{ label, value, fault, onChange }} />
      {fault && (
        <span className="ink-failed" role="alert">
          {t(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}
        </span>
      )}
    </div>
  )
}
