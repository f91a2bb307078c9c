import type { StepStatus } from './step.ts'

export type ShownStatus = StepStatus | 'pending'

/** A status as a small picture, told apart by its shape and not by its colour alone. */
export function StatusIcon({ status }: { status: ShownStatus }) {
  return (
    <svg className={`status-icon status-icon-${status}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {SHAPES[status]}
    </svg>
  )
}

const SHAPES: Record<ShownStatus, React.ReactNode> = {
  pending: <circle cx="8" cy="8" r="6" strokeDasharray="2.6 2.1" />,
  running: (
    <>
      <circle cx="8" cy="8" r="6" opacity="0.3" />
      <path className="spin" d="M8 2a6 6 0 0 1 6 6" />
    </>
  ),
  succeeded: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="m5.2 8.2 2 2 3.8-4.2" />
    </>
  ),
  caught: (
    <>
      <path d="M8 1.4 14.6 8 8 14.6 1.4 8z" />
      <path d="M8 5v3.4M8 10.6v.2" />
    </>
  ),
  failed: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" />
    </>
  ),
  timedOut: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.4V8l2.4 1.6" />
    </>
  ),
  aborted: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="m3.8 12.2 8.4-8.4" />
    </>
  ),
}
