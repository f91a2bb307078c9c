import { type ReactNode, useState } from 'react'
import { JsonText } from '../../components/json-text.tsx'

/** One line of a list, which opens to the whole text; the text is drawn only once it is open. */
export function FoldedRow({ head, aside, text, label }: { head: ReactNode; aside?: ReactNode; text: string; label: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="folded">
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary data-row>
          <span className="folded-head">{head}</span>
          {aside && <span className="quiet">{aside}</span>}
        </summary>
        {isOpen && <JsonText text={text} label={label} />}
      </details>
    </li>
  )
}
