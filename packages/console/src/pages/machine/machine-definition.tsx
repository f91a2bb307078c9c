import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyPart } from '../../components/lazy-part.tsx'
import { stateAt, stateRanges } from '../../editor/state-ranges.ts'
import { useFindings } from '../../editor/use-findings.ts'
import { prettyJson } from '../../format/json-object.ts'
import MachineView from '../../graph/machine-view.tsx'

const JsonEditor = lazyPart(
  () => import('../../editor/json-editor.tsx'),
  ({ value, label }) => <textarea className="editor editor-still" readOnly value={value} aria-label={label} />,
)

/** What is published: graph and code side by side, with what the check says of it at once. It is changed in the Studio. */
export default function MachineDefinition({ definition }: { definition: string }) {
  const { t, i18n } = useTranslation()
  const text = useMemo(() => (definition.trim().includes('\n') ? definition : prettyJson(definition)), [definition])
  const [selected, setSelected] = useState<string>()
  const [reveal, setReveal] = useState<{ from: number; to: number }>()
  // The editor is as large as all the rest: it comes once the graph stands, or when somebody turns to the code before.
  const [isReading, setReading] = useState(false)
  const sides = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isReading) return
    const look = setInterval(() => {
      if (sides.current?.querySelector('.react-flow__node')) setReading(true)
    }, 400)
    return () => clearInterval(look)
  }, [isReading])
  const ranges = useMemo(() => stateRanges(text), [text])
  const findings = useFindings(text, i18n.language)
  const choose = useCallback(
    (state: string | undefined) => {
      setSelected(state)
      const range = ranges.find(each => each.name === state)
      if (range) setReveal({ from: range.from, to: range.to })
      setReading(true)
    },
    [ranges],
  )
  return (
    <div className="definition">
      <div className="definition-bar">
        <span className="quiet" role="status">
          {findings.length === 0 ? t('definition.clean') : t('definition.findingCount', { count: findings.length })}
        </span>
      </div>
      <div className="definition-sides" ref={sides}>
        <MachineView definition={text} selected={selected} onSelect={choose} />
        <div className="definition-code">
          {isReading ? (
            <JsonEditor
              isReadOnly
              value={text}
              label={t('data.definition')}
              remarks={findings}
              reveal={reveal}
              onCursor={offset => setSelected(stateAt(ranges, offset))}
            />
          ) : (
            <textarea
              className="editor editor-still"
              readOnly
              value={text}
              aria-label={t('data.definition')}
              onFocus={() => setReading(true)}
              onPointerEnter={() => setReading(true)}
            />
          )}
          {findings.length > 0 && (
            <ul className="findings" aria-label={t('definition.findings')}>
              {findings.map(finding => (
                <li key={`${finding.from}${finding.message}`} className={`finding finding-${finding.severity}`}>
                  <button
                    type="button"
                    className="text-button"
                    onClick={() => {
                      setReading(true)
                      setReveal({ from: finding.from, to: finding.to })
                    }}
                  >
                    {t('definition.line', { line: text.slice(0, finding.from).split('\n').length })}
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
