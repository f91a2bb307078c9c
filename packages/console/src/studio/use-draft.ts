import { type Command, type EditHistory, edit, newHistory, type Refusal, redo, undo } from '@pasos/graph'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Draft as Contents } from '../api/drafts.ts'
import { readable } from '../format/readable-definition.ts'
import type { KeptDraft } from './draft-journal.ts'
import { useKeptOnServer } from './use-kept-on-server.ts'

/** What stands beside the definition. */
export type Settings = Contents['settings']

/** What is published; for a machine that is to be created: what it begins with. */
export interface Published {
  definition: string
  settings: Settings
}

/**
 * The one draft that Design, Code and Config show: a text with undo, and its settings. Every change is brought to the server as it is
 * made, so that neither a closed tab nor a killed browser loses it; it is forgotten when it is published or discarded.
 */
export function useDraft(key: string, published: Published, kept: KeptDraft) {
  const [history, setHistory] = useState<EditHistory>(() => newHistory(kept.draft?.text ?? published.definition))
  const [settings, setSettings] = useState<Settings>(kept.draft?.settings ?? published.settings)
  const [base, setBase] = useState<Published>({ ...published, definition: kept.draft?.base ?? published.definition })
  const [selected, setSelected] = useState<string[]>([])
  const latest = useRef({ history, at: 0, topic: '' })
  latest.current.history = history
  const { text } = history
  const isChanged = !isSame({ definition: text, settings }, base)
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
  const keeping = useKeptOnServer({ key, kept, contents: { text, settings, base: base.definition }, isChanged, onOther: show })
  const isPublished = isSame({ definition: text, settings }, published)
  const here = useRef({ isChanged, isPublished })
  here.current = { isChanged, isPublished }
  const { definition } = published
  const { name, roleArn, type } = published.settings
  // Somebody published meanwhile: what nobody has changed here goes along.
  useEffect(() => {
    const now = { definition, settings: { name, roleArn, type } }
    if (here.current.isPublished) setBase(now)
    else if (!here.current.isChanged) {
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
    /** Somebody has published something else since this draft was begun. */
    isConflict: isChanged && !isPublished && readable(base.definition) !== readable(published.definition),
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
  const [refusal, setRefusal] = useState<Refusal>()
  /** `topic` joins changes of the same field, made without a pause, to one step of undo. */
  const run = useCallback(
    (command: Command, topic = ''): boolean => {
      const { current } = latest
      const isContinued = topic !== '' && topic === current.topic && Date.now() - current.at < 1_500
      const edited = edit(current.history, command, isContinued)
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

/** However the text is laid out where it came on one line. */
function isSame(one: Published, other: Published): boolean {
  const { roleArn, type, name } = one.settings
  const isLike = roleArn === other.settings.roleArn && type === other.settings.type && name === other.settings.name
  return isLike && (one.definition === other.definition || readable(one.definition) === readable(other.definition))
}
