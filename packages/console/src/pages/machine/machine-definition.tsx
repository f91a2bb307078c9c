import Button from '@cloudscape-design/components/button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { updateMachine } from '../../api/step-functions.ts'
import { Problem } from '../../components/problem.tsx'
import { stateAt, stateRanges } from '../../editor/state-ranges.ts'
import { useFindings } from '../../editor/use-findings.ts'
import { findJsonFault } from '../../format/json-fault.ts'
import { prettyJson } from '../../format/json-object.ts'
import MachineView from '../../graph/machine-view.tsx'

const JsonEditor = lazy(() => import('../../editor/json-editor.tsx'))

/** Graph and code of a definition, side by side: choosing in one shows it in the other; what is wrong is said while one types. */
export default function MachineDefinition({ machineArn, definition }: { machineArn: string; definition: string }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const saved = useMemo(() => prettyJson(definition), [definition])
  const [text, setText] = useState(saved)
  const [selected, setSelected] = useState<string>()
  const [reveal, setReveal] = useState<{ from: number; to: number }>()
  // Editor and checker are as large as all the rest: they come when somebody turns to the code.
  const [isEditing, setEditing] = useState(false)
  const isWithin = useRef(false)
  const settled = useDeferredValue(text)
  const ranges = useMemo(() => stateRanges(settled), [settled])
  const fault = useMemo(() => findJsonFault(settled), [settled])
  const findings = useFindings(fault || !isEditing ? undefined : settled, i18n.language)
  const save = useMutation({
    mutationFn: () => updateMachine(machineArn, { definition: text }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['machine', machineArn] }),
  })
  const choose = useCallback(
    (name: string | undefined) => {
      setSelected(name)
      const range = ranges.find(each => each.name === name)
      if (range) setReveal({ from: range.from, to: range.to })
      setEditing(true)
    },
    [ranges],
  )
  const isChanged = text !== saved
  const errors = findings.filter(finding => finding.severity === 'error')
  return (
    <div className="definition">
      {save.error && <Problem error={save.error} />}
      <div className="definition-bar">
        <span className="quiet" role="status">
          {fault
            ? t(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })
            : errors.length > 0
              ? t('definition.errors', { count: errors.length })
              : isChanged
                ? t('definition.changed')
                : t('definition.saved')}
        </span>
        {isChanged && (
          <Button variant="link" onClick={() => setText(saved)}>
            {t('definition.discard')}
          </Button>
        )}
        <Button variant="primary" disabled={!isChanged || fault !== undefined} loading={save.isPending} onClick={() => save.mutate()}>
          {t('definition.save')}
        </Button>
      </div>
      <div className="definition-sides">
        <MachineView definition={settled} selected={selected} onSelect={choose} />
        <div className="definition-code">
          {isEditing ? (
            <Suspense fallback={<textarea className="editor editor-still" readOnly value={text} aria-label={t('data.definition')} />}>
              <JsonEditor
                value={text}
                onChange={setText}
                label={t('data.definition')}
                fault={fault}
                remarks={findings}
                reveal={reveal}
                autoFocus={isWithin.current}
                onCursor={offset => setSelected(stateAt(ranges, offset))}
              />
            </Suspense>
          ) : (
            <textarea
              className="editor editor-still"
              readOnly
              value={text}
              aria-label={t('data.definition')}
              onFocus={() => {
                isWithin.current = true
                setEditing(true)
              }}
              onPointerEnter={() => setEditing(true)}
            />
          )}
          {findings.length > 0 && (
            <ul className="findings" aria-label={t('definition.findings')}>
              {findings.map(finding => (
                <li key={`${finding.from}${finding.message}`} className={`finding finding-${finding.severity}`}>
                  <button type="button" className="text-button" onClick={() => setReveal({ from: finding.from, to: finding.to })}>
                    {t('definition.line', { line: lineOf(settled, finding.from) })}
                  </button>{' '}
                  <span lang="en">{finding.message}</span>
                  {finding.advice && <p className="quiet">{finding.advice}</p>}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </div>
  )
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
