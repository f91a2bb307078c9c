import { type Command, type EditHistory, edit, newHistory, type Refusal, redo, undo } from '@pasos/graph'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Draft as Contents } from '../api/drafts.ts'
import { readable } from '../format/readable-definition.ts'
import type { KeptDraft } from './draft-journal.ts'
import { isYaml, notationOf, prepareNotation } from './notation/studio-notation.ts'
import { useKeptOnServer } from './use-kept-on-server.ts'

/** What stands beside the definition. */
export type Settings = Contents['settings']

/** What is published; for a machine that is to be created: what it begins with, in whatever notation. */
export interface Published {
  definition: string
  settings: Settings
}

/**
 * The one draft that Design, Code and Config show: a text with undo, and its settings. The text may be JSON, with substitutions that have
 * no quotes, or YAML; what it says, as JSON, is what all but Code work with. Every change is brought to the server as it is
 * made, so that neither a closed tab nor a killed browser loses it; it is forgotten when it is published or discarded.
 */
export function useDraft(key: string, published: Published, kept: KeptDraft) {
  const [history, setHistory] = useState<EditHistory>(() => newHistory(kept.draft?.text ?? published.definition))
  const [settings, setSettings] = useState<Settings>(kept.draft?.settings ?? published.settings)
  const [base, setBase] = useState<Published>({ ...published, definition: kept.draft?.base ?? published.definition })
  const [selected, setSelected] = useState<string[]>([])
  const latest = useRef({ history, at: 0, topic: '' })
  latest.current.history = history
  const { text, ...reading } = useReading(history.text)
  const isChanged = !isSame({ definition: text, settings }, base)
  // What is published is JSON: the text in YAML, with its comments, is nowhere but in the draft.
  const isKept = isChanged || isYaml(history.text)
  const { run, refusal, setRefusal } = useCommands(latest, setHistory, setSelected)
  const reset = () => {
    setHistory(newHistory(published.definition))
    setSettings(published.settings)
    setBase(published)
    setSelected([])
  }
  const show = (contents: Contents | undefined) => {
    if (!contents) return reset()
    run({ type: 'replaceText', text: contents.text })
    setSettings(contents.settings)
    setBase({ ...base, definition: contents.base })
  }
  const contents = { text: history.text, settings, base: base.definition }
  const keeping = useKeptOnServer({ key, kept, contents, isKept, onOther: show })
  const isPublished = isSame({ definition: text, settings }, published)
  const here = useRef({ isKept, isPublished })
  here.current = { isKept, isPublished }
  const { definition } = published
  const { name, roleArn, type } = published.settings
  // Somebody published meanwhile: what nobody has changed here goes along.
  useEffect(() => {
    const now = { definition, settings: { name, roleArn, type } }
    if (here.current.isPublished) setBase(now)
    else if (!here.current.isKept) {
      setHistory(newHistory(definition))
      setSettings(now.settings)
      setBase(now)
    }
  }, [definition, name, roleArn, type])
  const travel = (to: typeof undo) => {
    latest.current.topic = ''
    setHistory(to)
  }
  return {
    published: published.definition,
    ...{ text, history, settings, setSettings, selected, setSelected, refusal, setRefusal, run, isChanged, keeping },
    ...reading,
    /** As somebody wrote it. */
    source: history.text,
    /** A text in YAML that says what is published is kept for its comments, and can be dropped for them. */
    isDiscardable: isChanged || (isKept && history.text !== published.definition),
    /** Somebody has published something else since this draft was begun. */
    isConflict: isKept && !isPublished && readable(base.definition) !== readable(published.definition),
    /** The draft shall stay, on what is published now. */
    keepOnPublished: () => setBase({ ...base, definition: published.definition }),
    /** The draft is dropped for what is published now. */
    reset,
    undo: () => travel(undo),
    redo: () => travel(redo),
    /** The draft has been published. */
    settle: () => setBase({ definition: text, settings }),
  }
}

export type Draft = ReturnType<typeof useDraft>

function useCommands(
  latest: { current: { history: EditHistory; at: number; topic: string } },
  setHistory: (history: EditHistory) => void,
  setSelected: (selected: string[]) => void,
) {
  const [refusal, setRefusal] = useState<Refusal | 'substituted' | 'nothingCopied'>()
  /** `topic` joins changes of the same field, made without a pause, to one step of undo. */
  const run = useCallback(
    (command: Command, topic = ''): boolean => {
      const { current } = latest
      const isContinued = topic !== '' && topic === current.topic && Date.now() - current.at < 1_500
      const notation = notationOf(current.history.text)
      const edited = edit(current.history, command, isContinued, notation)
      if ('refused' in edited) {
        setRefusal(edited.refused)
        return false
      }
      Object.assign(current, { topic, at: Date.now(), history: edited.history })
      setRefusal(undefined)
      setHistory(edited.history)
      if (edited.selected.length > 0 || command.type === 'delete') setSelected(edited.selected)
      return true
    },
    [latest, setHistory, setSelected],
  )
  return { run, refusal, setRefusal }
}

/** What a text says, as JSON; while it is broken, what it said last. */
function useReading(source: string) {
  const [, setReady] = useState(false)
  const notation = notationOf(source)
  const said = useRef('')
  useEffect(() => {
    const ready = () => setReady(true)
    // Where it cannot be fetched now, the next letter asks again.
    if (!notation) void prepareNotation(source).then(ready, () => undefined)
  }, [notation, source])
  return useMemo(() => {
    said.current = notation?.read(source) ?? said.current
    return { text: said.current, fault: notation?.fault(source), notation }
  }, [notation, source])
}

/** However the text is laid out where it came on one line. */
function isSame(one: Published, other: Published): boolean {
  const { roleArn, type, name } = one.settings
  const isLike = roleArn === other.settings.roleArn && type === other.settings.type && name === other.settings.name
  return isLike && (one.definition === other.definition || inJson(one.definition) === inJson(other.definition))
}

function inJson(definition: string): string {
  return isYaml(definition) ? (notationOf(definition)?.read(definition) ?? definition) : readable(definition)
}
