import { useEffect, useState } from 'react'

/** The time, renewed every `everyMs` while `isTicking`. */
export function useNow(isTicking: boolean, everyMs = 100): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isTicking) return
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [isTicking, everyMs])
  return now
}
