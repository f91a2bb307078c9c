import type { ReactNode } from 'react'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'

interface Props {
  title: string
  verb: string
  isBusy: boolean
  isDisabled: boolean
  error: unknown
  /** What came of it, once it has. */
  done: string | undefined
  onSubmit: () => void
  children: ReactNode
}

/** A card with a few fields and one button: what a service is sent. */
export function ServiceForm({ title, verb, isBusy, isDisabled, error, done, onSubmit, children }: Props) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <form
        className="service-form"
        onSubmit={event => {
          event.preventDefault()
          if (!isBusy && !isDisabled) onSubmit()
        }}
      >
        {children}
        <Button formAction="submit" variant="primary" loading={isBusy} disabled={isDisabled}>
          {verb}
        </Button>
        {error ? <Problem error={error} /> : done && <p role="status">{done}</p>}
      </form>
    </section>
  )
}

export function TextLine({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label>
      {label}
      <input className="field-text" value={value} onChange={event => onChange(event.target.value)} />
    </label>
  )
}

export function TextLines({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label>
      {label}
      <textarea className="field-text" value={value} onChange={event => onChange(event.target.value)} />
    </label>
  )
}
