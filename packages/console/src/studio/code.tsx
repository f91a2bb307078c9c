import { findState } from '@pasos/graph'
import { GraphView } from '@pasos/graph/view'
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../components/waiting.tsx'
import type { Remark } from '../editor/json-editor.tsx'
import { stateAt, stateRanges } from '../editor/state-ranges.ts'
import { findJsonFault } from '../format/json-fault.ts'
import { useGraphWords } from '../graph/use-graph-words.ts'
import { FindingsList } from './findings-list.tsx'
import { completeCode } from './sample/complete-code.ts'
import { useLastRun } from './sample/use-last-run.ts'
import { useShapes } from './sample/use-shapes.ts'
import type { Draft } from './use-draft.ts'

const JsonEditor = lazy(() => import('../editor/json-editor.tsx'))

/** The text beside its graph; broken text keeps the last good graph, greyed. */
export function Code({ draft, arn, findings }: { draft: Draft; arn: string | undefined; findings: readonly Remark[] }) {
  const { t } = useTranslation()
  const words = useGraphWords()
  const settled = useDeferredValue(draft.text)
  const fault = useMemo(() => findJsonFault(settled), [settled])
  const ranges = useMemo(() => stateRanges(settled), [settled])
  const samples = useLastRun(arn)
  const shapes = useShapes(draft.text)
  const [reveal, setReveal] = useState<{ from: number; to: number }>()
  const choose = (id: string | undefined) => {
    draft.setSelected(id === undefined ? [] : [id])
    const state = id === undefined ? undefined : findState(draft.text, id)?.state
    if (state) setReveal(state.range)
  }
  return (
    <div className="studio-code">
      <div className="studio-canvas">
        <GraphView text={settled} words={words} selected={draft.selected} onSelect={choose} waiting={<Waiting />} />
      </div>
      <div className="definition-code">
        <Suspense fallback={<textarea className="editor editor-still" readOnly value={draft.text} aria-label={t('data.definition')} />}>
          <JsonEditor
            value={draft.text}
            onChange={text => draft.run({ type: 'replaceText', text }, 'code')}
            label={t('data.definition')}
            fault={fault}
            remarks={findings}
            reveal={reveal}
            complete={(text, offset) => completeCode(text, offset, { samples, shapes })}
            onCursor={offset => {
              const name = stateAt(ranges, offset)
              if (name !== undefined) draft.setSelected([name])
            }}
          />
        </Suspense>
        <FindingsList text={settled} fault={fault} findings={findings} onShow={setReveal} />
      </div>
    </div>
  )
}
