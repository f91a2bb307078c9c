import { type Command, type EditHistory, edit, newHistory, type Refusal, redo, undo } from '@pasos/graph'
import { useCallback, useEffect, useRef, useState } from 'react'

/** What stands beside the definition. */
export interface Settings {
  name: string
  roleArn: string
  type: 'STANDARD' | 'EXPRESS'
}

/** What is published; absent for a machine that is to be created. */
export interface Published {
  definition: string
  settings: Settings
}

interface Kept {
  text: string
  settings: Settings
  /** The definition that was published when the draft was begun. */
  base: string
}

const PAUSE_MS = 300

/**
 * The one draft that Design, Code and Config show: a text with undo, and its settings. Every change is kept in the browser at once, so that
 * neither a closed tab nor a crashed server loses it; it is forgotten when it is published or discarded.
 */
export function useDraft(key: string, published: Published) {
  const [kept] = useState(() => read(key))
  const [history, setHistory] = useState<EditHistory>(() => newHistory(kept?.text ?? published.definition))
  const [settings, setSettings] = useState<Settings>(kept?.settings ?? published.settings)
  const [base, setBase] = useState(kept?.base ?? published.definition)
  const [selected, setSelected] = useState<string[]>([])
  const [refusal, setRefusal] = useState<Refusal>()
  const latest = useRef({ history, at: 0, topic: '' })
  latest.current.history = history
  const isChanged = history.text !== published.definition || JSON.stringify(settings) !== JSON.stringify(published.settings)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (isChanged) write(key, { text: history.text, settings, base })
      else forget(key)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [key, history.text, settings, base, isChanged])

  /** `topic` joins changes of the same field, made without a pause, to one step of undo. */
  const run = useCallback((command: Command, topic = ''): boolean => {
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
  }, [])
  const travel = (to: typeof undo) => {
    latest.current.topic = ''
    setHistory(to)
  }
  const reset = (definition: string) => {
    forget(key)
    setHistory(newHistory(definition))
    setSettings(published.settings)
    setBase(definition)
    setSelected([])
  }
  return {
    published: published.definition,
    ...{ text: history.text, history, settings, setSettings, selected, setSelected, refusal, setRefusal, run, reset, isChanged },
    /** Somebody has published something else meanwhile. */
    isConflict: base !== published.definition && history.text !== published.definition,
    undo: () => travel(undo),
    redo: () => travel(redo),
    /** The draft is what is published now. */
    settle: () => {
      forget(key)
      setBase(history.text)
    },
  }
}

export type Draft = ReturnType<typeof useDraft>

function read(key: string): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

function write(key: string, kept: Kept): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // A full or forbidden store: the draft lives on in this tab.
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // As above.
  }
}
