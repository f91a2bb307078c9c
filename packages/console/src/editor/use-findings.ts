import { useEffect, useState } from 'react'
import type { CheckQuestion } from './check.worker.ts'
import type { Remark } from './json-editor.tsx'

let worker: Worker | undefined
let questions = 0

/** What is published and what runs: nothing is filled in any more. */
const AS_IT_STANDS: CheckQuestion['options'] = {}

/**
 * What asl's checker says of a definition, found in a worker while somebody types. `undefined` text: nothing to check. `options` must be
 * the same object while it says the same.
 */
export function useFindings(definition: string | undefined, language: string, options = AS_IT_STANDS): Remark[] {
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
    const question: CheckQuestion = { id, definition, language: language === 'es' ? 'es' : 'en', options }
    const timer = setTimeout(() => current.postMessage(question), 150)
    return () => {
      clearTimeout(timer)
      current.removeEventListener('message', receive)
    }
  }, [definition, language, options])
  return findings
}
