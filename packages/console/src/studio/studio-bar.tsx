import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import Button from '../components/button.tsx'
import Confirm from '../components/confirm.tsx'
import { lazyPart } from '../components/lazy-part.tsx'
import { Menu } from '../components/menu.tsx'
import { Problem } from '../components/problem.tsx'
import { Tabs } from '../components/tabs.tsx'
import type { Remark } from '../editor/json-editor.tsx'
import { machinePath } from '../format/arn.ts'
import { type Conversion, ConversionOutcome, convert } from './conversion.tsx'
import { readDefinition, saveDefinition } from './files.ts'
import { MODES, type Mode } from './modes.ts'
import { rememberClone } from './new-draft.ts'
import type { Draft } from './use-draft.ts'

const TerraformDialog = lazyPart(() => import('./terraform-dialog.tsx'))

interface Props {
  draft: Draft
  arn: string | undefined
  mode: Mode
  findings: readonly Remark[]
  isBroken: boolean
  onMode: (mode: Mode) => void
  onSimulate: () => void
  onPublish: () => void
}

/** The Studio's one line: where one is, the modes, what the check says, and what can be done. */
export function StudioBar(props: Props) {
  const { draft, arn, mode, onMode } = props
  const { t } = useTranslation('studio')
  const { t: common } = useTranslation()
  const { name } = draft.settings
  return (
    <div className="studio-bar">
      <div className="studio-where">
        <nav className="trail" aria-label={common('shell.trail')}>
          <Link href="/state-machines">{common('machines.title')}</Link>
          {arn !== undefined && <Link href={machinePath(name)}>{name}</Link>}
        </nav>
        <h1>{arn === undefined ? name || t('newTitle') : t('title')}</h1>
      </div>
      <Tabs
        isSmall
        label={t('modes')}
        idPrefix="studio"
        tabs={MODES.map(id => ({ id, text: t(id) }))}
        current={mode}
        onChange={next => onMode(next)}
      />
      <div className="studio-tools">
        <Condition {...props} />
        <Button variant="icon" iconName="undo" ariaLabel={t('undo')} disabled={draft.history.past.length === 0} onClick={draft.undo} />
        <Button variant="icon" iconName="redo" ariaLabel={t('redo')} disabled={draft.history.future.length === 0} onClick={draft.redo} />
        <Button iconName="caret-right-filled" disabled={props.isBroken} onClick={props.onSimulate}>
          {t('simulate')}
        </Button>
        <Button variant="primary" disabled={props.isBroken || (arn !== undefined && !draft.isChanged)} onClick={props.onPublish}>
          {arn === undefined ? t('create') : t('publish')}
        </Button>
        <MoreActions draft={draft} arn={arn} isBroken={props.isBroken} />
      </div>
      <Conflicts draft={draft} />
    </div>
  )
}

/** Somebody published since, or another window goes on with the same draft: nothing is overwritten until one has decided. */
function Conflicts({ draft }: { draft: Draft }) {
  const { t } = useTranslation('studio')
  const { keeping } = draft
  if (keeping.state.kind === 'conflict') {
    const isGone = keeping.state.other === undefined
    return (
      <Conflict
        text={t(isGone ? 'conflict.windowGone' : 'conflict.window')}
        take={t(isGone ? 'conflict.takePublished' : 'conflict.takeWindow')}
        onTake={() => keeping.settle('theirs')}
        onKeep={() => keeping.settle('mine')}
      />
    )
  }
  if (!draft.isConflict) return null
  return <Conflict text={t('conflict.published')} take={t('conflict.takePublished')} onTake={draft.reset} onKeep={draft.keepOnPublished} />
}

function Conflict({ text, take, onTake, onKeep }: { text: string; take: string; onTake: () => void; onKeep: () => void }) {
  const { t } = useTranslation('studio')
  return (
    <p className="studio-refusal" role="alert">
      {text}{' '}
      <button type="button" className="text-button" onClick={onTake}>
        {take}
      </button>{' '}
      <button type="button" className="text-button" onClick={onKeep}>
        {t('conflict.keep')}
      </button>
    </p>
  )
}

/** Whether the draft is published, and what the check says of it. */
function Condition({ draft, arn, findings, isBroken, onMode }: Props) {
  const { t } = useTranslation('studio')
  const errors = findings.filter(finding => finding.severity === 'error').length
  const hints = findings.length - errors
  return (
    <span className="studio-condition" role="status">
      <span className="quiet">{t(keptWord(draft, arn === undefined))}</span>
      {(errors > 0 || isBroken) && (
        <button type="button" className="studio-count studio-count-error" onClick={() => onMode('code')}>
          {t('findings.errors', { count: Math.max(1, errors) })}
        </button>
      )}
      {hints > 0 && (
        <button type="button" className="studio-count" onClick={() => onMode('code')}>
          {t('findings.warnings', { count: hints })}
        </button>
      )}
    </span>
  )
}

function keptWord({ isChanged, keeping: { state } }: Draft, isNew: boolean) {
  if (state.kind === 'unsaved') return state.isUnreachable ? 'draft.inBrowser' : 'draft.saving'
  if (isChanged) return 'draft.kept'
  return isNew ? 'draft.notCreated' : 'unchanged'
}

function MoreActions({ draft, arn, isBroken }: { draft: Draft; arn: string | undefined; isBroken: boolean }) {
  const { t } = useTranslation('studio')
  const [, go] = useLocation()
  const file = useRef<HTMLInputElement>(null)
  const [isDiscarding, setDiscarding] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const [conversion, setConversion] = useState<Conversion>()
  const [problem, setProblem] = useState<Error>()
  const [isInTerraform, setInTerraform] = useState(false)
  const act = (id: string) => {
    if (id === 'import') file.current?.click()
    else if (id === 'discard') setDiscarding(true)
    else if (id === 'terraform') setInTerraform(true)
    else if (id === 'convert') setConversion(convert(draft))
    else if (id === 'clone') {
      void rememberClone(draft.source, draft.settings).then(() => go('/state-machines/new'), setProblem)
    } else void saveDefinition(draft, draft.settings.name || 'state-machine', id as 'json').catch(setProblem)
  }
  const load = async (chosen: File | undefined) => {
    const text = chosen && (await readDefinition(chosen))
    setFailed(chosen !== undefined && text === undefined)
    if (text !== undefined) draft.run({ type: 'replaceText', text })
  }
  return (
    <>
      <Menu
        label={t('more')}
        items={[
          { id: 'import', text: t('import') },
          ...(['json', 'yaml', 'svg', 'png'] as const).map(id => ({ id, text: t(EXPORTS[id]) })),
          { id: 'terraform', text: t('terraform.verb'), isDisabled: isBroken },
          ...(arn === undefined ? [] : [{ id: 'clone', text: t('clone') }]),
          { id: 'convert', text: t('convert.verb'), isDisabled: isBroken },
          { id: 'discard', text: t('discard'), isDisabled: !draft.isDiscardable },
        ]}
        onChoose={act}
      />
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,.yaml,.yml,.asl"
        aria-label={t('import')}
        onChange={event => void load(event.target.files?.[0]).catch(setProblem)}
      />
      {hasFailed && (
        <span className="ink-failed" role="alert">
          {t('importFailed')}
        </span>
      )}
      {conversion && <ConversionOutcome {...{ conversion, arn }} onClose={() => setConversion(undefined)} />}
      {problem && <Problem error={problem} />}
      {isInTerraform && <TerraformDialog draft={draft} arn={arn} onClose={() => setInTerraform(false)} />}
      {isDiscarding && (
        <Confirm
          title={t('discardTitle')}
          verb={t('discard')}
          onClose={() => setDiscarding(false)}
          onConfirm={() => {
            draft.reset()
            setDiscarding(false)
          }}
        >
          <p>{t('discardText')}</p>
        </Confirm>
      )}
    </>
  )
}

const EXPORTS = { json: 'exportJson', yaml: 'exportYaml', svg: 'exportSvg', png: 'exportPng' } as const
