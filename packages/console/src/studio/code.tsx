import { findState } from '@pasos/graph'
import { GraphView } from '@pasos/graph/view'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyPart } from '../components/lazy-part.tsx'
import { Waiting } from '../components/waiting.tsx'
import type { Remark } from '../editor/json-editor.tsx'
import { useGraphWords } from '../graph/use-graph-words.ts'
import { FindingsList } from './findings-list.tsx'
import { isYaml } from './notation/studio-notation.ts'
import { completeCode } from './sample/complete-code.ts'
import { useLastRun } from './sample/use-last-run.ts'
import { useShapes } from './sample/use-shapes.ts'
import type { Draft } from './use-draft.ts'

const JsonEditor = lazyPart(
  () => import('../editor/json-editor.tsx'),
  ({ value, label }) => <textarea className="editor editor-still" readOnly value={value} aria-label={label} />,
)

/** The text beside its graph; broken text keeps the last good graph, greyed. */
export function Code({ draft, arn, findings }: { draft: Draft; arn: string | undefined; findings: readonly Remark[] }) {
  const { t } = useTranslation()
  const words = useGraphWords()
  const settled = useDeferredValue(draft.text)
  const { text, source, notation, fault } = draft
  const placed = useMemo(
    () => findings.map(finding => ({ ...finding, ...notation?.rangeOf(source, text, finding) })),
    [findings, notation, source, text],
  )
  const samples = useLastRun(arn)
  const shapes = useShapes(draft.text)
  const [reveal, setReveal] = useState<{ from: number; to: number }>()
  const choose = (id: string | undefined) => {
    draft.setSelected(id === undefined ? [] : [id])
    const state = id === undefined ? undefined : findState(draft.text, id)?.state
    if (state) setReveal(notation?.rangeOf(source, text, state.range))
  }
  return (
    <div className="studio-code">
      <div className="studio-canvas">
        <GraphView text={settled} words={words} selected={draft.selected} onSelect={choose} waiting={<Waiting />} />
      </div>
      <div className="definition-code">
        <JsonEditor
          value={source}
          language={isYaml(source) ? 'yaml' : 'json'}
          onChange={text => draft.run({ type: 'replaceText', text }, 'code')}
          label={t('data.definition')}
          fault={fault}
          remarks={placed}
          reveal={reveal}
          complete={(written, offset) => completeCode(written, offset, notation?.spotAt(written, offset), text, { samples, shapes })}
          onCursor={offset => {
            const name = notation?.stateAt(source, offset)
            if (name !== undefined) draft.setSelected([name])
          }}
        />
        <FindingsList text={source} fault={fault} findings={placed} onShow={setReveal} />
      </div>
    </div>
  )
}
