import { findState, type NamedPlace, type Placed } from '@pasos/graph'
import { StateTypeIcon } from '@pasos/graph/view'
import { useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import type { Remark } from '../../editor/json-editor.tsx'
import type { DesignActions } from '../design.tsx'
import { PlaceChoice } from '../place-choice.tsx'
import { SampleData } from '../sample/sample-data.tsx'
import type { Draft } from '../use-draft.ts'
import { FieldForm, MachineForm } from './field-form.tsx'
import { placeRemarks, RemarksContext } from './field-remarks.tsx'

interface Props {
  draft: Draft
  arn: string | undefined
  findings: ReadonlyMap<string, readonly Remark[]>
  places: readonly NamedPlace[]
  actions: DesignActions
  onTest: (id: string) => void
}

/** The chosen state: what can be done with it, and a field for everything it may have. */
export function Inspector({ draft, arn, findings, places, actions, onTest }: Props) {
  const { t } = useTranslation('studio')
  const id = draft.selected.at(-1)
  const found = id === undefined ? undefined : findState(draft.text, id)
  const here = id === undefined ? undefined : findings.get(id)
  const remarks = useMemo(() => placeRemarks(draft.text, here ?? []), [draft.text, here])
  return (
    <section className="studio-inspector" aria-label={t('inspector.title')}>
      {draft.selected.length > 1 && <p className="studio-several">{t('inspector.several', { count: draft.selected.length })}</p>}
      {found && id !== undefined ? (
        <>
          <StateHead key={id} draft={draft} found={found} />
          <Verbs {...{ draft, id, places, actions, onTest }} />
          <Findings remarks={here} />
          {draft.selected.length === 1 && (
            <>
              <NextChoice draft={draft} found={found} />
              <SampleData key={`fields-${id}`} draft={draft} arn={arn} state={found.state}>
                <RemarksContext value={remarks}>
                  <FieldForm draft={draft} found={found} />
                </RemarksContext>
              </SampleData>
            </>
          )}
        </>
      ) : (
        <>
          <div className="studio-state-head">
            <h2>{t('inspector.machine')}</h2>
          </div>
          <p className="quiet studio-help">{t('inspector.none')}</p>
          <MachineForm draft={draft} />
        </>
      )}
    </section>
  )
}

function StateHead({ draft, found: { state } }: { draft: Draft; found: Placed }) {
  const { t } = useTranslation('studio')
  const [name, setName] = useState(state.name)
  const field = useId()
  const rename = () => {
    if (name !== state.name && !draft.run({ type: 'rename', id: state.id, name })) setName(state.name)
  }
  return (
    <div className="studio-state-head">
      <span className="state-type">
        <StateTypeIcon type={state.type} />
      </span>
      <label className="field studio-name" htmlFor={field}>
        <span>
          {t('inspector.name')} <span className="quiet">· {state.type}</span>
        </span>
        <input
          id={field}
          className="field-text"
          value={name}
          maxLength={80}
          onChange={event => setName(event.target.value)}
          onBlur={rename}
          onKeyDown={event => event.key === 'Enter' && rename()}
        />
      </label>
    </div>
  )
}

function Verbs({ draft, id, places, actions, onTest }: Pick<Props, 'draft' | 'places' | 'actions' | 'onTest'> & { id: string }) {
  const { t } = useTranslation('studio')
  const ids = draft.selected
  const act = {
    copy: () => actions.copy(ids),
    paste: () => actions.paste(id),
    move: () => actions.startMoving(actions.moving ? undefined : ids),
    wrapParallel: () => actions.wrap(ids, 'Parallel'),
    wrapMap: () => actions.wrap(ids, 'Map'),
  }
  return (
    <div className="studio-verbs">
      <Button variant="inline-link" onClick={() => onTest(id)}>
        {t('inspector.test')}
      </Button>
      <Button variant="inline-link" onClick={() => actions.duplicate(id)}>
        {t('inspector.duplicate')}
      </Button>
      <Button variant="inline-link" onClick={() => actions.remove(ids)}>
        {t('inspector.delete')}
      </Button>
      <Menu
        label={t('more')}
        items={[
          { id: 'copy', text: t('inspector.copy') },
          { id: 'paste', text: t('inspector.paste') },
          { id: 'move', text: t('inspector.moveTo') },
          { id: 'wrapParallel', text: t('inspector.wrapParallel') },
          { id: 'wrapMap', text: t('inspector.wrapMap') },
        ]}
        onChoose={chosen => act[chosen as keyof typeof act]()}
      />
      {actions.moving && <Moving ids={actions.moving} {...{ places, actions }} />}
    </div>
  )
}

/** Where the chosen states go: a place from the list, or one in the graph. */
function Moving({ ids, places, actions }: { ids: readonly string[] } & Pick<Props, 'places' | 'actions'>) {
  const { t } = useTranslation('studio')
  const { t: common } = useTranslation()
  const field = useId()
  const free = places.filter(({ place }) => !ids.some(id => place.from === id || place.from.startsWith(`${id}/`)))
  const [place, setPlace] = useState(free[0]?.place)
  const leave = (act: () => void) => () => {
    act()
    // This goes away: who came by keys goes on where they came from.
    document.querySelector<HTMLElement>('.studio-verbs .menu button')?.focus()
  }
  return (
    <div className="studio-moving">
      <label htmlFor={field}>{t('inspector.moveHint')}</label>
      <PlaceChoice id={field} places={free} chosen={place} isFocused onChoose={setPlace} />
      <div className="studio-moving-verbs">
        <Button variant="primary" disabled={place === undefined} onClick={leave(() => place && actions.moveTo(place))}>
          {t('inspector.moveHere')}
        </Button>
        <Button variant="link" onClick={leave(() => actions.startMoving(undefined))}>
          {common('common.cancel')}
        </Button>
      </div>
    </div>
  )
}

function Findings({ remarks }: { remarks: readonly Remark[] | undefined }) {
  if (!remarks) return null
  return (
    <ul className="findings studio-findings">
      {remarks.map(remark => (
        <li key={`${remark.from}${remark.message}`} className={`finding finding-${remark.severity}`}>
          <span lang="en">{remark.message}</span>
          {remark.advice && <p className="quiet">{remark.advice}</p>}
        </li>
      ))}
    </ul>
  )
}

const END = '\u0000end'

/** Where the state leads: another state of its scope, or the end. */
function NextChoice({ draft, found: { state, scope } }: { draft: Draft; found: Placed }) {
  const { t } = useTranslation('studio')
  if (['Choice', 'Succeed', 'Fail'].includes(state.type)) return null
  const next = scope.edges.find(edge => edge.from === state.id && edge.kind === 'next')?.name
  const value = next ?? (state.isLast ? END : '')
  return (
    <label className="field">
      <span>{t('inspector.next')}</span>
      <select
        className="plain-select"
        value={value}
        onChange={event => draft.run({ type: 'setNext', id: state.id, next: event.target.value === END ? undefined : event.target.value })}
      >
        {value === '' && <option value="">{t('inspector.nowhere')}</option>}
        {next !== undefined && !scope.states.some(each => each.name === next) && <option value={next}>{next}</option>}
        {scope.states
          .filter(each => each.id !== state.id)
          .map(each => (
            <option key={each.id} value={each.name}>
              {each.name}
            </option>
          ))}
        <option value={END}>{t('inspector.end')}</option>
      </select>
    </label>
  )
}
