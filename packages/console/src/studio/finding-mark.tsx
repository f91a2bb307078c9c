import { statesIn } from '@pasos/graph'
import type { Remark } from '../editor/json-editor.tsx'

/** Findings by the innermost state that they stand in. */
export function findingsByState(text: string, findings: readonly Remark[]): Map<string, Remark[]> {
  const found = new Map<string, Remark[]>()
  const states = statesIn(text)
  for (const finding of findings) {
    // Inner states come behind the ones around them.
    const state = states.findLast(each => each.range.from <= finding.from && finding.from < each.range.to)
    if (state) found.set(state.id, [...(found.get(state.id) ?? []), finding])
  }
  return found
}

/** A sign on a state's box that the check found something; the words are for screen readers and the tooltip. */
export function FindingMark({ remarks }: { remarks: readonly Remark[] | undefined }) {
  if (!remarks) return null
  const isError = remarks.some(remark => remark.severity === 'error')
  const words = remarks.map(remark => remark.advice ?? remark.message).join('\n')
  return (
    <span className={`finding-mark ${isError ? 'finding-mark-error' : ''}`} title={words}>
      <span aria-hidden="true">{isError ? '!' : 'i'}</span>
      <span className="for-readers">{words}</span>
    </span>
  )
}
