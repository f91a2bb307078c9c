import { isMarkedAt, openSubstitutions, statesIn } from '@pasos/graph'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearchParams } from 'wouter'
import { useTitle } from '../app/use-title.ts'
import type { Remark } from '../editor/json-editor.tsx'
import { useFindings } from '../editor/use-findings.ts'
import { machinePath, resourceName } from '../format/arn.ts'
import { Code } from './code.tsx'
import { Config } from './config.tsx'
import { Design } from './design.tsx'
import type { KeptDraft } from './draft-journal.ts'
import { MODES, type Mode } from './modes.ts'
import { PublishDialog } from './publish-dialog.tsx'
import { type Rehearsal, Simulator } from './simulation/simulator.tsx'
import { StudioBar } from './studio-bar.tsx'
import { TestStateDialog } from './test-state.tsx'
import { type Published, useDraft } from './use-draft.ts'
import './studio.css'

interface Props {
  /** Names the draft on the server. */
  draftKey: string
  /** What was begun before. */
  kept: KeptDraft
  published: Published
  /** Absent for a machine that is to be created. */
  arn: string | undefined
  otherNames: ReadonlySet<string>
}

/** Workflow Studio: Design, Code and Config on one draft. */
export function Studio({ draftKey, kept, published, arn, otherNames }: Props) {
  const { t, i18n } = useTranslation('studio')
  const [, go] = useLocation()
  const draft = useDraft(draftKey, published, kept)
  const [mode, setMode] = useMode()
  const [dialog, setDialog] = useState<{ kind: 'publish' } | { kind: 'test'; id: string }>()
  const [isSimulating, setSimulating] = useState(false)
  const [rehearsal, setRehearsal] = useState<Rehearsal>({ mocks: {} })
  const { text, fault } = draft
  const { type } = draft.settings
  // A draft may be one that a deployment fills in; whoever publishes it as it stands is told by the server what lacks.
  const checking = useMemo(() => ({ type: type === 'EXPRESS' ? ('EXPRESS' as const) : ('STANDARD' as const), substitutions: true }), [type])
  const found = useFindings(fault || text === '' ? undefined : text, i18n.language, checking)
  // What stands for a value that is not known yet can only seem wrong.
  const findings = useMemo(() => found.filter(({ from }) => !isMarkedAt(text, from)), [found, text])
  const isEmpty = useMemo(() => statesIn(text).length === 0, [text])
  const open = useMemo(() => openSubstitutions(text), [text])
  const nameProblem = arn === undefined ? problemOf(draft.settings.name, otherNames) : undefined
  useTitle(draft.settings.name || t('newTitle'), t('title'))
  const publish = () => {
    if (open.length > 0) draft.setRefusal('substituted')
    else if (nameProblem !== undefined || draft.settings.roleArn === '') setMode('config')
    else setDialog({ kind: 'publish' })
  }
  return (
    <div className="studio">
      <StudioBar
        {...{ draft, arn, mode }}
        // An empty canvas is a beginning, not a mistake.
        findings={isEmpty ? [] : findings}
        isBroken={fault !== undefined}
        onMode={setMode}
        onPublish={publish}
        onSimulate={() => (open.length > 0 ? draft.setRefusal('substituted') : setSimulating(!isSimulating))}
      />
      {draft.refusal && (
        <p className="studio-refusal" role="alert">
          {t(`refused.${draft.refusal}`, { names: open.join(', ') })}
        </p>
      )}
      <div id="studio-panel" role="tabpanel" aria-labelledby={`studio-${mode}`} className="studio-body">
        {isSimulating ? (
          <Simulator {...{ text: draft.text, arn, rehearsal }} onChange={setRehearsal} onClose={() => setSimulating(false)} />
        ) : (
          <Body
            {...{ mode, draft, arn, findings }}
            isNew={arn === undefined}
            nameProblem={nameProblem && t(nameProblem)}
            onTest={id => setDialog({ kind: 'test', id })}
          />
        )}
      </div>
      {dialog?.kind === 'test' && <TestStateDialog {...{ draft, arn }} id={dialog.id} onClose={() => setDialog(undefined)} />}
      {dialog?.kind === 'publish' && (
        <PublishDialog
          {...{ draft, arn, published }}
          hasErrors={fault !== undefined || findings.some(finding => finding.severity === 'error')}
          onClose={() => setDialog(undefined)}
          onDone={machine => {
            setDialog(undefined)
            if (arn === undefined) go(`${machinePath(resourceName(machine))}/edit`, { replace: true })
          }}
        />
      )}
    </div>
  )
}

function Body(props: {
  mode: Mode
  draft: ReturnType<typeof useDraft>
  arn: string | undefined
  findings: readonly Remark[]
  isNew: boolean
  nameProblem: string | undefined
  onTest: (id: string) => void
}) {
  const { mode, draft, findings } = props
  if (mode === 'code') return <Code draft={draft} arn={props.arn} findings={findings} />
  if (mode === 'config') return <Config draft={draft} isNew={props.isNew} nameProblem={props.nameProblem} />
  return <Design draft={draft} arn={props.arn} findings={findings} onTest={props.onTest} />
}

/** The mode stands in the address. */
function useMode(): [Mode, (mode: Mode) => void] {
  const [address, setAddress] = useSearchParams()
  const mode = MODES.find(each => each === address.get('mode')) ?? 'design'
  const setMode = (next: Mode) =>
    setAddress(
      old => {
        const changed = new URLSearchParams(old)
        if (next === 'design') changed.delete('mode')
        else changed.set('mode', next)
        return changed
      },
      { replace: true },
    )
  return [mode, setMode]
}

function problemOf(name: string, others: ReadonlySet<string>): 'settings.nameTaken' | 'settings.nameWrong' | undefined {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) return 'settings.nameWrong'
  return others.has(name) ? 'settings.nameTaken' : undefined
}
