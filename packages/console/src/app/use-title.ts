import { useEffect } from 'react'

/** Names the browser's tab. */
export function useTitle(...parts: string[]): void {
  const title = [...parts, 'Pasos'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
