/** A small drawing per state type. */
export function StateTypeIcon({ type }: { type: string }) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false" className="type-icon">
      {SHAPES[type] ?? <circle cx="10" cy="10" r="6" />}
    </svg>
  )
}

const SHAPES: Record<string, React.ReactNode> = {
  Task: (
    <>
      <path d="M11.4 3 5 11.2h4.2L8.6 17 15 8.8h-4.2z" />
    </>
  ),
  Pass: <path d="M3 10h13m-4-4 4 4-4 4" />,
  Choice: <path d="M10 2.8 17.2 10 10 17.2 2.8 10zM7.8 10h4.4" />,
  Wait: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 5.8V10l2.8 2" />
    </>
  ),
  Parallel: <path d="M10 3v3M4 9.5h12M4 9.5V14m6-8v11m6-7.5V14" />,
  Map: (
    <>
      <rect x="3" y="6.5" width="9" height="10" rx="1.6" />
      <path d="M6 6.500V4.600A1.6 1.6 0 0 1 7.6 3h7.800A1.6 1.6 0 0 1 17 4.600v7.800a1.6 1.6 0 0 1-1.6 1.600H12" />
    </>
  ),
  Succeed: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="m6.8 10.2 2.2 2.2 4.2-4.8" />
    </>
  ),
  Fail: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="m7.4 7.4 5.2 5.200m0-5.2-5.2 5.2" />
    </>
  ),
}
