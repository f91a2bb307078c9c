import type { ReactNode } from 'react'

/** An empty place: one sentence, one thing to do, one line for the terminal. */
export function Empty({ text, action, command }: { text: string; action?: ReactNode; command?: string }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {action}
      {command && <code>{command}</code>}
    </div>
  )
}
