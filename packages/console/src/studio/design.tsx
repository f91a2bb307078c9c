import { clipOf, findState, machineShape, type Place, type PlacedEdge, type PlacedState, placeKey, placeOf, placesIn } from '@pasos/graph'
import { GraphView, type StateLook } from '@pasos/graph/view'
import { type KeyboardEvent as ReactKeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../components/waiting.tsx'
import type { Remark } from '../editor/json-editor.tsx'
import { useGraphWords } from '../graph/use-graph-words.ts'
import { clipFor, keepClip, keptClip } from './clipboard.ts'
import { FindingMark, findingsByState } from './finding-mark.tsx'
import { Inspector } from './inspector/inspector.tsx'
import type { PaletteItem } from './palette/palette-items.ts'
import { PALETTE_DATA, PalettePanel } from './palette/palette-panel.tsx'
import { usePalette } from './palette/use-palette.ts'
import { PlaceChoice } from './place-choice.tsx'
import type { Language } from './sample/known-data.ts'
import type { Draft } from './use-draft.ts'
import { valueAtPath } from './value-at-path.ts'

const STATE_DATA = 'application/x-pasos-state'

interface Props {
  draft: Draft
  arn: string | undefined
  findings: readonly Remark[]
  onTest: (id: string) => void
}

/** Palette, graph and inspector: everything by mouse, and everything by keys and buttons too. */
export function Design({ draft, arn, findings, onTest }: Props) {
  const { t } = useTranslation('studio')
  const words = useGraphWords(true)
  const [marked, setTarget] = useState<Place>()
  const places = useMemo(() => placesIn(draft.text), [draft.text])
  // What was chosen may be gone by a change of the text.
  const target = marked && places.some(({ key }) => key === placeKey(marked)) ? marked : undefined
  const language = languageOf(draft.text)
  const items = usePalette(language)
  const actions = useActions(draft, target, setTarget)
  const marks = useMemo(() => findingsByState(draft.text, findings), [draft.text, findings])
  const look = useCallback(
    (state: PlacedState): StateLook => ({ className: 'state-plain', beside: <FindingMark remarks={marks.get(state.id)} /> }),
    [marks],
  )
  const editing = useMemo(
    () => ({
      onInsert: actions.chooseTarget,
      onDrop: actions.drop,
      onDragState: (id: string, transfer: DataTransfer) => transfer.setData(STATE_DATA, id),
      accepts: (types: readonly string[]) => types.includes(PALETTE_DATA) || types.includes(STATE_DATA),
      target: target && placeKey(target),
      isChoosing: actions.moving !== undefined,
    }),
    [actions.chooseTarget, actions.drop, actions.moving, target],
  )
  useKeys(actions.onKey)
  const behind = draft.selected.at(-1)
  const where = (
    <label className="field studio-place" htmlFor="studio-place">
      <span>{t('place.label')}</span>
      <PlaceChoice
        id="studio-place"
        places={places}
        chosen={target}
        usual={behind === undefined ? t('place.first') : t('place.after', { state: nameOf(draft.text, behind) })}
        onChoose={setTarget}
      />
    </label>
  )
  return (
    <div className="studio-design">
      <PalettePanel {...{ items, language, where }} onAdd={actions.add} />
      <div className="studio-canvas">
        <GraphView
          text={draft.text}
          words={words}
          look={look}
          selected={draft.selected}
          onSelect={actions.select}
          editing={editing}
          onKeyDown={actions.onGraphKey}
          waiting={<Waiting />}
        />
        {places.length === 1 && <p className="studio-empty">{t('empty')}</p>}
      </div>
      <Inspector {...{ draft, arn, places, actions, onTest }} findings={marks} />
    </div>
  )
}

/** The Studio's keys work wherever the focus is: in its bar, and also where what had it is gone by what it did. */
function useKeys(onKey: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKey)
  latest.current = onKey
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.target as HTMLElement).closest('dialog')) latest.current(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

export type DesignActions = ReturnType<typeof useActions>

function useActions(draft: Draft, target: Place | undefined, setTarget: (place: Place | undefined) => void) {
  const latest = useRef({ draft, target })
  latest.current = { draft, target }
  const [moving, setMoving] = useState<readonly string[]>()
  const isMoving = useRef(moving)
  isMoving.current = moving
  const insert = useCallback(
    (item: PaletteItem, place: Place) => {
      const { clip, stateName: name, state } = item
      const { draft } = latest.current
      if (!clip) draft.run({ type: 'insert', place, name, state: structuredClone(state) })
      // The piece as it is entered is what one goes on with.
      else if (draft.run({ type: 'paste', place, clip })) draft.setSelected(selected => selected.slice(0, 1))
      setTarget(undefined)
    },
    [setTarget],
  )
  const moveTo = useCallback((place: Place) => {
    if (isMoving.current) latest.current.draft.run({ type: 'move', ids: isMoving.current, place })
    setMoving(undefined)
  }, [])
  const chooseTarget = useCallback(
    (edge: PlacedEdge) => {
      if (isMoving.current) return moveTo(placeOf(edge))
      setTarget(placeOf(edge))
      document.querySelector<HTMLElement>('.studio-palette input')?.focus()
    },
    [setTarget, moveTo],
  )
  const drop = useCallback(
    (edge: PlacedEdge, transfer: DataTransfer) => {
      const dragged = transfer.getData(PALETTE_DATA)
      const item = dragged === '' ? undefined : (JSON.parse(dragged) as PaletteItem)
      const state = transfer.getData(STATE_DATA)
      if (item) insert(item, placeOf(edge))
      else if (state) latest.current.draft.run({ type: 'move', ids: groupOf(latest.current.draft.selected, state), place: placeOf(edge) })
    },
    [insert],
  )
  const add = (item: PaletteItem) => insert(item, target ?? placeBehind(draft.text, draft.selected.at(-1)))
  const select = (id: string | undefined, isAdding: boolean) => {
    const { selected, setSelected } = draft
    setMoving(undefined)
    if (id === undefined) setSelected([])
    else if (!isAdding) setSelected([id])
    else setSelected(selected.includes(id) ? selected.filter(each => each !== id) : [...selected, id])
  }
  const verbs = stateVerbs(draft)
  const onGraphKey = (event: ReactKeyboardEvent, focused: string | undefined) => {
    if (focused === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const ids = groupOf(draft.selected, focused)
    if (event.key === 'Delete' || event.key === 'Backspace') verbs.remove(ids)
    else if (event.key.toLowerCase() === 'i') {
      draft.setSelected([focused])
      document.querySelector<HTMLElement>('.studio-palette input')?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const keys = editingKeys(draft, verbs)
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey && event.code === 'KeyC') {
      event.preventDefault()
      document.querySelector<HTMLElement>('.studio-canvas .graph-fit')?.click()
    }
    if (event.key !== 'Escape') return keys(event)
    setMoving(undefined)
    setTarget(undefined)
  }
  return { ...verbs, add, select, chooseTarget, drop, onGraphKey, onKey, moving, startMoving: setMoving, moveTo }
}

/** What can be done to chosen states. */
function stateVerbs(draft: Draft) {
  return {
    remove: (ids: readonly string[]) => draft.run({ type: 'delete', ids }),
    duplicate: (id: string) => draft.run({ type: 'duplicate', id }),
    wrap: (ids: readonly string[], as: 'Parallel' | 'Map') => draft.run({ type: 'wrap', ids, as, name: as }),
    copy: (ids: readonly string[]) => {
      const clip = clipOf(draft.text, ids)
      if (clip) keepClip(clip)
      else draft.setRefusal('severalScopes')
    },
    paste: (after: string | undefined) => {
      const clip = keptClip()
      if (clip) draft.run({ type: 'paste', place: placeBehind(draft.text, after), clip: clipFor(clip, languageOf(draft.text)) })
      else draft.setRefusal('nothingCopied')
    },
  }
}

/** Workflow Studio's keys at AWS: undo, redo, duplicate, copy, paste. Not while somebody writes. */
function editingKeys(draft: Draft, verbs: ReturnType<typeof stateVerbs>) {
  return (event: KeyboardEvent) => {
    const isWriting = (event.target as HTMLElement).closest('input, textarea, select, [contenteditable="true"]')
    if (isWriting || !(event.ctrlKey || event.metaKey) || event.altKey) return
    const last = draft.selected.at(-1)
    const act: Record<string, (() => unknown) | undefined> = {
      z: event.shiftKey ? draft.redo : draft.undo,
      y: draft.redo,
      d: last === undefined ? undefined : () => verbs.duplicate(last),
      c: last === undefined ? undefined : () => verbs.copy(draft.selected),
      v: () => verbs.paste(last),
      a: () => draft.setSelected(machineShape(draft.text)?.states.map(state => state.id) ?? []),
    }
    const chosen = act[event.key.toLowerCase()]
    if (!chosen) return
    event.preventDefault()
    chosen()
  }
}

/** The chosen states when the one in hand is among them, else that one. */
function groupOf(selected: readonly string[], id: string): readonly string[] {
  return selected.includes(id) ? selected : [id]
}

/** Behind a state, or where it forks on its default way; without one at the machine's beginning. */
function placeBehind(text: string, id: string | undefined): Place {
  const found = id === undefined ? undefined : findState(text, id)
  if (!found) return { scope: [], from: '' }
  const ways = found.scope.edges.filter(edge => edge.from === id && edge.kind !== 'catch')
  const way = ways.find(edge => edge.kind === 'next') ?? ways.find(edge => edge.kind === 'default') ?? ways[0]
  if (found.state.type === 'Choice' && !way)
    return { scope: found.scope.path, from: found.state.id, path: [...found.state.path, 'Default'] }
  return { scope: found.scope.path, from: found.state.id, ...(way ? { path: way.path } : {}) }
}

function languageOf(text: string): Language {
  return valueAtPath(text, ['QueryLanguage']) === 'JSONata' ? 'JSONata' : 'JSONPath'
}

function nameOf(text: string, id: string): string {
  return findState(text, id)?.state.name ?? id
}
