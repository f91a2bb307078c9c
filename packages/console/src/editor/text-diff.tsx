import { json } from '@codemirror/lang-json'
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { editorTheme } from './editor-theme.ts'

/** Two texts in one, with what went and what came; what is the same on both sides is folded. */
export default function TextDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const { t } = useTranslation()
  const unchanged = t('common.unchangedLines')
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const view = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          json(),
          editorTheme,
          EditorView.lineWrapping,
          EditorState.phrases.of({ '$ unchanged lines': unchanged }),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          unifiedMergeView({ original: before, mergeControls: false, gutter: true, collapseUnchanged: { margin: 2, minSize: 6 } }),
        ],
      }),
    })
    return () => view.destroy()
  }, [before, after, label, unchanged])
  return <div ref={host} className="editor text-diff" />
}
