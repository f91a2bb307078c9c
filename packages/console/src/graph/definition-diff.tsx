import { changesBetween, edgeChanges, type PlacedEdge, type PlacedState, type StateChange, withNewNames } from '@pasos/graph'
import { GraphView, type StateLook } from '@pasos/graph/view'
import { useCallback, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyPart } from '../components/lazy-part.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Waiting } from '../components/waiting.tsx'
import './definition-diff.css'
import { useGraphWords } from './use-graph-words.ts'

const TextDiff = lazyPart(
  () => import('../editor/text-diff.tsx'),
  () => <Waiting />,
)
const VIEWS = ['overlaid', 'sideBySide', 'text'] as const
type View = (typeof VIEWS)[number]

/** What a box says beside its colour. `left`: where something was that stands elsewhere now. */
const SIGNS = { added: '+', removed: '−', changed: '≠', moved: '⇄', left: '⇄', renamed: '→' } as const
type Mark = keyof typeof SIGNS

const KINDS = ['added', 'removed', 'renamed', 'changed', 'moved'] as const
/** Changes in the order of their list. */
const listed = (changes: readonly StateChange[]) => KINDS.flatMap(kind => changes.filter(change => change.kind === kind))

interface Props {
  before: string
  after: string
  /** What the two are called. */
  names: { before: string; after: string }
}

/** Two definitions: the states in which they differ as a list, in one graph or two, and in the text. */
export default function DefinitionDiff({ before, after, names }: Props) {
  const { t } = useTranslation('studio')
  const changes = useMemo(() => changesBetween(before, after), [before, after])
  const [view, setView] = useState<View>('overlaid')
  // It opens at the first change, which may stand far from the start; a choice counts for the two texts that it was made in.
  const [choice, setChoice] = useState<{ among: readonly StateChange[]; change: StateChange | undefined }>()
  const isChosenByHand = choice?.among === changes
  const chosen = isChosenByHand ? choice.change : listed(changes)[0]
  const setChosen = (change: StateChange | undefined) => setChoice({ among: changes, change })
  const prefix = useId()
  const text = <TextDiff before={before} after={after} label={t('diff.after')} />
  if (before === after) return <p className="quiet">{t('diff.nothing')}</p>
  return (
    <div className="definition-diff">
      <ChangeList {...{ changes, chosen, isChosenByHand }} onChoose={setChosen} />
      <Tabs
        isSmall
        label={t('diff.views')}
        idPrefix={prefix}
        tabs={VIEWS.map(id => ({ id, text: t(`diff.${id}`) }))}
        current={view}
        onChange={setView}
      />
      <div id={`${prefix}-panel`} role="tabpanel" aria-labelledby={`${prefix}-${view}`} className={`definition-diff-${view}`}>
        {view === 'overlaid' && <Overlaid {...{ before, after, changes, chosen }} onChoose={setChosen} />}
        {view === 'sideBySide' && (
          <>
            <OneSide title={names.before} side="before" text={before} {...{ changes, chosen }} onChoose={setChosen} />
            <OneSide title={names.after} side="after" text={after} {...{ changes, chosen }} onChoose={setChosen} />
          </>
        )}
        {view !== 'sideBySide' && text}
      </div>
    </div>
  )
}

interface Choosing {
  changes: readonly StateChange[]
  chosen: StateChange | undefined
  onChoose: (change: StateChange | undefined) => void
}

/** Both in one graph: what is gone stands where it stood. */
function Overlaid({ before: published, after, changes, chosen, onChoose }: Choosing & { before: string; after: string }) {
  const { t } = useTranslation('studio')
  const words = useGraphWords()
  const before = useMemo(() => withNewNames(published, changes), [published, changes])
  const marks = useMemo(() => {
    const found = new Map<string, Mark>()
    for (const { kind, before, after } of changes) {
      if (before !== undefined && before !== after && kind !== 'renamed') found.set(before, after === undefined ? 'removed' : 'left')
      if (after !== undefined) found.set(after, kind)
    }
    return found
  }, [changes])
  const way = useMemo(() => edgeChanges(before, after), [before, after])
  const edgeClass = useCallback(
    (edge: PlacedEdge) => {
      const change = way(edge)
      return change && `edge-${change}`
    },
    [way],
  )
  const selected = useMemo(() => [chosen?.after ?? chosen?.before ?? []].flat(), [chosen])
  return (
    <GraphView
      text={after}
      before={before}
      words={{ ...words, label: t('diff.graphLabel') }}
      look={useLook(marks)}
      edgeClass={edgeClass}
      selected={selected}
      onSelect={id => onChoose(changes.find(change => id !== undefined && (change.after === id || change.before === id)))}
      waiting={<Waiting />}
    />
  )
}

function OneSide({ title, side, text, changes, chosen, onChoose }: Choosing & { title: string; side: 'before' | 'after'; text: string }) {
  const words = useGraphWords()
  const marks = useMemo(() => {
    const found = new Map<string, Mark>()
    for (const change of changes) {
      const id = change[side]
      if (id !== undefined) found.set(id, side === 'before' && change.kind === 'moved' ? 'left' : change.kind)
    }
    return found
  }, [changes, side])
  const selected = useMemo(() => [chosen?.[side] ?? []].flat(), [chosen, side])
  return (
    <section>
      <h3>{title}</h3>
      <GraphView
        text={text}
        words={{ ...words, label: `${title}. ${words.label}` }}
        look={useLook(marks)}
        selected={selected}
        onSelect={id => onChoose(changes.find(change => id !== undefined && change[side] === id))}
        waiting={<Waiting />}
      />
    </section>
  )
}

function useLook(marks: ReadonlyMap<string, Mark>): (state: PlacedState) => StateLook {
  const { t } = useTranslation('studio')
  return useCallback(
    ({ id }) => {
      const mark = marks.get(id)
      if (!mark) return { className: 'state-plain' }
      const beside = (
        <span className="state-mark" title={t(`diff.${mark}Word`)}>
          <span aria-hidden="true">{SIGNS[mark]}</span>
          <span className="graph-for-readers">{t(`diff.${mark}Word`)}</span>
        </span>
      )
      return { className: `state-${mark}`, beside }
    },
    [marks, t],
  )
}

/** Every change as a button that shows it; one more press takes back what somebody has chosen, not what was shown first. */
function ChangeList({ changes, chosen, isChosenByHand, onChoose }: Choosing & { isChosenByHand: boolean }) {
  const { t } = useTranslation('studio')
  const kinds = KINDS.filter(kind => changes.some(change => change.kind === kind))
  if (kinds.length === 0) return <p className="quiet">{t('diff.nothing')}</p>
  return (
    <dl className="definition-changes">
      {kinds.map(kind => (
        <div key={kind} className={`definition-change-${kind}`}>
          <dt>
            <span aria-hidden="true">{SIGNS[kind]} </span>
            {t(`diff.${kind}Word`)}
          </dt>
          <dd>
            {changes
              .filter(change => change.kind === kind)
              .map(change => (
                <button
                  key={change.after ?? change.before}
                  type="button"
                  className="definition-change"
                  aria-pressed={change === chosen}
                  onClick={() => onChoose(change === chosen && isChosenByHand ? undefined : change)}
                >
                  {change.formerName === undefined ? change.name : `${change.formerName} → ${change.name}`}
                </button>
              ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
