import { useEffect, useState } from 'react'
import type { Remark } from './json-editor.tsx'

let worker: Worker | undefined
let questions = 0

/** What asl's checker says of a definition, found in a worker while somebody types. `undefined` text: nothing to check. */
export function useFindings(definition: string | undefined, language: string): Remark[] {
  const [findings, setFindings] = useState<Remark[]>([])
  useEffect(() => {
    if (definition === undefined) return setFindings([])
    const id = ++questions
    worker ??= new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' })
    const receive = (event: MessageEvent<{ id: number; findings: Remark[] }>) => {
      if (event.data.id === id) setFindings(event.data.findings)
    }
    worker.addEventListener('message', receive)
    const current = worker
    const timer = setTimeout(() => current.postMessage({ id, definition, language: language === 'es' ? 'es' : 'en' }), 150)
    return () => {
      clearTimeout(timer)
      current.removeEventListener('message', receive)
    }
  }, [definition, language])
  return findings
}
