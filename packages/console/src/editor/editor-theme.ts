import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Its style elements carry the page's nonce: the content security policy takes no others. */
const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/** The editor in the console's own colours, which follow light and dark by themselves because they are CSS variables. */
export const editorTheme = [
  EditorView.cspNonce.of(nonce),
  EditorView.theme({
    '&': { color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: '13px', height: '100%' },
    '.cm-content': { caretColor: 'var(--ink)', fontFamily: 'var(--mono)' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
    '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--ink-quiet)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--line-active)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '&.cm-focused': { outline: 'none' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'var(--selection)',
    },
    '.cm-tooltip': { backgroundColor: 'var(--paper)', color: 'var(--ink)', border: '1px solid var(--line)', borderRadius: '8px' },
    '.cm-panels': { backgroundColor: 'var(--ground)', color: 'var(--ink)' },
    // The library's own sign is missing from most fonts.
    '.cm-collapsedLines': { color: 'var(--ink-quiet)', background: 'var(--ground)', fontFamily: 'var(--sans)', fontSize: '12px' },
    '.cm-collapsedLines::before': { content: '"⋯"' },
    '.cm-collapsedLines::after': { content: '"⋯"' },
    '.cm-foldPlaceholder': { backgroundColor: 'var(--ground)', color: 'var(--ink-quiet)', border: '1px solid var(--line)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--json-key)' },
      { tag: tags.string, color: 'var(--json-string)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--json-scalar)' },
      { tag: [tags.comment, tags.meta], color: 'var(--ink-quiet)' },
      { tag: tags.invalid, color: 'var(--failed)' },
    ]),
  ),
]
