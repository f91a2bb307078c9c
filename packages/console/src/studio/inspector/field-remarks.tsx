import { type JsonPath, jsonPathAt } from '@pasos/graph'
import { createContext, useContext } from 'react'
import type { Remark } from '../../editor/json-editor.tsx'

interface PlacedRemark {
  remark: Remark
  path: JsonPath
}

/** What the check says of the chosen state, each with the place that it speaks of. */
export const RemarksContext = createContext<readonly PlacedRemark[]>([])

export function placeRemarks(text: string, remarks: readonly Remark[]): PlacedRemark[] {
  return remarks.map(remark => ({ remark, path: jsonPathAt(text, remark.from) }))
}

/** What the check says of one field. Fields within a group say themselves what is said of them; the group speaks of its entries. */
export function FieldRemarks({ path, isGroup }: { path: JsonPath; isGroup: boolean }) {
  const here = useContext(RemarksContext).filter(({ path: place }) => concerns(place, path, isGroup))
  if (here.length === 0) return null
  return (
    <ul className="field-remarks">
      {here.map(({ remark }) => (
        <li key={`${remark.from}${remark.message}`} className={remark.severity === 'error' ? 'ink-failed' : 'field-remark-hint'}>
          {remark.advice ?? <span lang="en">{remark.message}</span>}
        </li>
      ))}
    </ul>
  )
}

/** Whether a place is that of a field, or within one that has no fields of its own. */
export function concerns(place: JsonPath, path: JsonPath, isGroup: boolean): boolean {
  if (path.some((step, index) => place[index] !== step)) return false
  const beyond = place.slice(path.length)
  return !isGroup || beyond.length === 0 || (beyond.length === 1 && typeof beyond[0] === 'number')
}
