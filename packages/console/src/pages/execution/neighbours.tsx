interface Props {
  /** Absent at the end. */
  previous: (() => void) | undefined
  next: (() => void) | undefined
  labels: readonly [previous: string, next: string]
  keys: readonly [previous: string, next: string]
}

/** Two small buttons, which keys press as well: to the one before and the one after. */
export function Neighbours({ previous, next, labels, keys }: Props) {
  return (
    <span className="neighbours">
      <button
        type="button"
        data-key={keys[0]}
        disabled={!previous}
        onClick={previous}
        aria-label={labels[0]}
        title={`${labels[0]} (${keys[0]})`}
      >
        ‹
      </button>
      <button type="button" data-key={keys[1]} disabled={!next} onClick={next} aria-label={labels[1]} title={`${labels[1]} (${keys[1]})`}>
        ›
      </button>
    </span>
  )
}
