import { useState } from 'react'

/**
 * The fields of a form over what the server says: what somebody typed stays until it is saved, whatever is learnt from the server
 * meanwhile; every other field follows the server.
 */
export function useEdits<T extends object>(known: T) {
  const [edits, setEdits] = useState<Partial<T>>({})
  return {
    fields: { ...known, ...edits },
    edit: (patch: Partial<T>) => setEdits(before => ({ ...before, ...patch })),
    /** What was sent is the server's now; what was typed since stays. */
    settle: (sent: T) => setEdits(now => unsent(now, sent)),
  }
}

function unsent<T extends object>(edits: Partial<T>, sent: T): Partial<T> {
  const left = Object.entries(edits).filter(([field, value]) => sent[field as keyof T] !== value)
  return Object.fromEntries(left) as Partial<T>
}
