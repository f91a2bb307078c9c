import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { startExecution } from '../api/step-functions.ts'
import DialogButtons from '../components/dialog-buttons.tsx'
import { lazyPart } from '../components/lazy-part.tsx'
import Modal from '../components/modal.tsx'
import { Problem } from '../components/problem.tsx'
import { executionPath, resourceName } from '../format/arn.ts'
import { findJsonFault } from '../format/json-fault.ts'
import { prettyJson } from '../format/json-object.ts'
import { recentInputs, rememberInput } from './recent-inputs.ts'

const JsonEditor = lazyPart(
  () => import('../editor/json-editor.tsx'),
  () => <div className="editor editor-short" />,
)
/** AWS's limit on an input, in bytes. */
const MAX_INPUT = 262_144

/** Asks for an input and an optional name, starts, and goes to watch. */
export default function StartDialog({
  machineArn,
  initialInput,
  onClose,
}: {
  machineArn: string
  initialInput?: string
  onClose: () => void
}) {
  const { t, i18n } = useTranslation()
  const [, go] = useLocation()
  const recent = recentInputs(machineArn)
  const [input, setInput] = useState(() => prettyJson(initialInput ?? recent[0] ?? '{}'))
  const [name, setName] = useState('')
  const fault = findJsonFault(input)
  const size = new TextEncoder().encode(input).length
  const start = useMutation({
    mutationFn: () => startExecution(machineArn, input, name.trim() || undefined),
    onSuccess: answer => {
      rememberInput(machineArn, input)
      onClose()
      go(executionPath(answer.executionArn!))
    },
  })
  const canStart = !fault && size <= MAX_INPUT && !start.isPending
  const inputError = fault
    ? t(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })
    : size > MAX_INPUT
      ? t('start.tooLarge')
      : undefined
  return (
    <Modal
      size="large"
      header={t('start.of', { name: resourceName(machineArn) })}
      onDismiss={onClose}
      footer={
        <DialogButtons
          verb={t('start.andWatch')}
          icon="caret-right-filled"
          isBusy={start.isPending}
          isDisabled={!canStart}
          onConfirm={() => start.mutate()}
          onClose={onClose}
        />
      }
    >
      <form
        className="form"
        onSubmit={event => {
          event.preventDefault()
          if (canStart) start.mutate()
        }}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && canStart) start.mutate()
        }}
      >
        {start.error && <Problem error={start.error} />}
        <div className="field">
          <span aria-hidden="true">{t('start.input')}</span>
          <span className="field-hint">{t('start.inputHint')}</span>
          <JsonEditor value={input} onChange={setInput} label={t('start.input')} fault={fault} isShort autoFocus />
          {inputError && (
            <span className="ink-failed" role="alert">
              {inputError}
            </span>
          )}
          <span className="field-hint">
            {t('start.size', {
              kilobytes: new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(Math.max(0.1, size / 1024)),
            })}
          </span>
        </div>
        {recent.length > 0 && (
          <div className="recent">
            <span className="quiet">{t('start.recent')}</span>
            {recent.map(each => (
              <button key={each} type="button" className="chip" onClick={() => setInput(prettyJson(each))} title={prettyJson(each)}>
                {oneLine(each)}
              </button>
            ))}
          </div>
        )}
        <label className="field">
          <span>{t('start.name')}</span>
          <span className="field-hint">{t('start.nameHint')}</span>
          <input
            className="field-text"
            value={name}
            onChange={event => setName(event.target.value)}
            placeholder={t('start.namePlaceholder')}
            autoComplete="off"
          />
        </label>
      </form>
    </Modal>
  )
}

function oneLine(json: string): string {
  const line = json.replace(/\s+/g, ' ').trim()
  return line.length > 44 ? `${line.slice(0, 43)}…` : line
}
