import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listRoles } from '../api/iam.ts'
import { describeMachine, listMachines } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import Confirm from '../components/confirm.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { readDefinition } from './files.ts'
import { NEW_DRAFT, nothingPublished } from './new-draft.ts'
import { prepareNotation } from './notation/studio-notation.ts'
import { Studio } from './studio.tsx'
import { TemplatePicture } from './template-picture.tsx'
import { TEMPLATES } from './templates.ts'
import type { Published } from './use-draft.ts'
import { useKeptDraft } from './use-kept-draft.ts'

/** A new state machine: first what to begin with, then the Studio. A draft that was left is gone on with. */
export default function NewMachine() {
  const { t } = useTranslation('studio')
  useTitle(t('newTitle'))
  const [definition, setDefinition] = useState<string>()
  const machines = useQuery({ queryKey: ['machines'], queryFn: listMachines })
  const kept = useKeptDraft(NEW_DRAFT)
  const role = useUsualRole(machines.data?.[0]?.stateMachineArn)
  const begun = useRef<Published>(undefined)
  const error = machines.error ?? kept.error
  if (error) return <Problem error={error} retry={() => void (machines.error ? machines.refetch() : kept.refetch())} />
  if (!machines.data || !kept.data || role === undefined) return <Waiting lines={8} />
  const names = new Set(machines.data.map(machine => machine.name ?? ''))
  const beginning = kept.data.draft?.base ?? definition
  if (beginning === undefined) return <Beginning onChoose={setDefinition} />
  // Machines that come and go meanwhile change nothing of what was begun.
  begun.current ??= nothingPublished(beginning, role, freeName(names))
  return <Studio draftKey={NEW_DRAFT} kept={kept.data} published={begun.current} arn={undefined} otherNames={names} />
}

function Beginning({ onChoose }: { onChoose: (definition: string) => void }) {
  const { t } = useTranslation('studio')
  const { t: common } = useTranslation()
  const file = useRef<HTMLInputElement>(null)
  const [hasFailed, setFailed] = useState(false)
  const [isPasting, setPasting] = useState(false)
  return (
    <>
      <PageHead
        title={t('newTitle')}
        trailLabel={common('shell.trail')}
        trail={[{ text: common('machines.title'), href: '/state-machines' }]}
        description={t('start.lead')}
      />
      <ul className="templates">
        {TEMPLATES.map(({ id, definition }) => {
          const text = JSON.stringify(definition, null, 2)
          return (
            <li key={id}>
              <button type="button" className="template" onClick={() => onChoose(text)}>
                <TemplatePicture text={text} />
                <span className="template-name">{t(`start.${id}`)}</span>
                <span className="quiet">{t(`start.${id}Hint`)}</span>
              </button>
            </li>
          )
        })}
        <li>
          <button type="button" className="template" onClick={() => file.current?.click()}>
            <span className="template-picture template-file" aria-hidden="true">
              ⇪
            </span>
            <span className="template-name">{t('start.file')}</span>
            <span className="quiet">{t('start.fileHint')}</span>
          </button>
          <input
            ref={file}
            type="file"
            hidden
            accept=".json,.yaml,.yml,.asl"
            aria-label={t('import')}
            onChange={async event => {
              const chosen = event.target.files?.[0]
              const text = chosen && (await readDefinition(chosen))
              setFailed(chosen !== undefined && text === undefined)
              if (text !== undefined) onChoose(text)
            }}
          />
        </li>
        <li>
          <button type="button" className="template" onClick={() => setPasting(true)}>
            <span className="template-picture template-file" aria-hidden="true">
              {'{ }'}
            </span>
            <span className="template-name">{t('start.paste')}</span>
            <span className="quiet">{t('start.pasteHint')}</span>
          </button>
        </li>
      </ul>
      {isPasting && <PasteDialog onChoose={onChoose} onClose={() => setPasting(false)} />}
      {hasFailed && (
        <p className="ink-failed" role="alert">
          {t('importFailed')}
        </p>
      )}
    </>
  )
}

/** A definition that somebody has on the clipboard. What is no state machine yet can be mended in Code. */
function PasteDialog({ onChoose, onClose }: { onChoose: (definition: string) => void; onClose: () => void }) {
  const { t } = useTranslation('studio')
  const [text, setText] = useState('')
  const begin = () => void prepareNotation(text).then(() => onChoose(text))
  return (
    <Confirm title={t('start.paste')} verb={t('start.pasteVerb')} isDisabled={text.trim() === ''} onClose={onClose} onConfirm={begin}>
      <label className="field">
        <span>{t('start.pasteLabel')}</span>
        <textarea
          className="field-text mono"
          rows={14}
          spellCheck={false}
          placeholder={t('start.pasteHint')}
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </label>
    </Confirm>
  )
}

/** The role of the newest machine, or the account's first; empty when there is none. */
function useUsualRole(arn: string | undefined): string | undefined {
  const machine = useQuery({ queryKey: ['machine', arn], queryFn: () => describeMachine(arn!), enabled: arn !== undefined })
  const roles = useQuery({ queryKey: ['roles'], queryFn: listRoles, enabled: arn === undefined })
  if (arn !== undefined) return machine.data?.roleArn ?? (machine.isError ? '' : undefined)
  return roles.data ? (roles.data[0]?.arn ?? '') : roles.isError ? '' : undefined
}

function freeName(names: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'MyStateMachine' : `MyStateMachine${number}`
    if (!names.has(name)) return name
  }
}
