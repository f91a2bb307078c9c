import { autocompletion, type CompletionContext, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { JsonFault } from '../format/json-fault.ts'
import { editorTheme } from './editor-theme.ts'
import { yaml } from './yaml-language.ts'

export interface Remark {
  from: number
  to: number
  severity: 'error' | 'warning' | 'info'
  message: string
  /** What it means and what to do, in the reader's language. */
  advice?: string
}

interface Props {
  value: string
  onChange?: (value: string) => void
  label: string
  fault?: JsonFault | undefined
  remarks?: readonly Remark[]
  isReadOnly?: boolean
  isShort?: boolean
  /** JSON unless it is said otherwise; `plain` has no colours. */
  language?: 'json' | 'yaml' | 'plain'
  autoFocus?: boolean
  /** Told the cursor's offset whenever it moves. */
  onCursor?: (offset: number) => void
  /** What may be written at an offset; asked once, when the editor is made, whether it completes at all. */
  complete?:
    | ((text: string, offset: number) => { from: number; offers: readonly { text: string; detail: string }[] } | undefined)
    | undefined
  /** Range to bring into view and select; a new object each time it is asked for. */
  reveal?: { from: number; to: number } | undefined
}

const LANGUAGES = { json, yaml, plain: () => [] }

function completing(latest: { current: Props }) {
  const source = ({ state, pos }: CompletionContext) => {
    const found = latest.current.complete?.(state.doc.toString(), pos)
    if (!found || found.offers.length === 0) return null
    return { from: found.from, filter: false, options: found.offers.map(({ text, detail }) => ({ label: text, detail })) }
  }
  return [autocompletion({ override: [source], icons: false }), keymap.of(completionKeymap)]
}

/** An editor, of JSON unless it is said otherwise. Tab leaves it (Escape, then Tab, is not needed), so the keyboard is never trapped. */
export default function JsonEditor(props: Props) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const language = useRef(new Compartment())
  const latest = useRef(props)
  latest.current = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; later values are given to it below.
  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: props.value,
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of('  '),
          bracketMatching(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
          language.current.of(LANGUAGES[props.language ?? 'json']()),
          lintGutter(),
          ...(props.complete ? [completing(latest)] : []),
          editorTheme,
          EditorView.lineWrapping,
          EditorState.readOnly.of(props.isReadOnly === true),
          EditorView.contentAttributes.of({ 'aria-label': props.label, tabindex: '0' }),
          EditorView.updateListener.of(update => {
            if (update.docChanged) latest.current.onChange?.(update.state.doc.toString())
            if (update.selectionSet && update.view.hasFocus) latest.current.onCursor?.(update.state.selection.main.head)
          }),
        ],
      }),
    })
    view.current = editor
    if (props.autoFocus) editor.focus()
    return () => editor.destroy()
  }, [])
  useEffect(
    () => view.current?.dispatch({ effects: language.current.reconfigure(LANGUAGES[props.language ?? 'json']()) }),
    [props.language],
  )
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === props.value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.value } })
  }, [props.value])
  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const end = editor.state.doc.length
    const diagnostics: Diagnostic[] = (props.remarks ?? []).map(({ severity, message, from, to }) => ({
      severity,
      message,
      from: Math.min(from, end),
      to: Math.min(to, end),
    }))
    if (props.fault) {
      const from = Math.min(props.fault.offset, end)
      diagnostics.push({ from, to: Math.min(from + 1, end), severity: 'error', message: '' })
    }
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }, [props.fault, props.remarks])
  const { reveal } = props
  useEffect(() => {
    const editor = view.current
    if (!editor || !reveal) return
    const to = Math.min(reveal.to, editor.state.doc.length)
    editor.dispatch({ selection: { anchor: Math.min(reveal.from, to), head: to } })
    // Not CodeMirror's own scrolling, which would move the page as well.
    const { top } = editor.lineBlockAt(Math.min(reveal.from, to))
    editor.scrollDOM.scrollTo({ top: top - editor.scrollDOM.clientHeight / 3 })
  }, [reveal])
  return <div ref={host} className={`editor ${props.isShort ? 'editor-short' : ''}`} />
}
