import type { CheckQuestion } from './check.worker.ts'
import type { Remark } from './json-editor.tsx'

let worker: Worker | undefined
let questions = 0
const waiting = new Map<number, (findings: Remark[] | undefined) => void>()

/** What asl's checker says, away from the page's own thread. Undefined where its code cannot be loaded; the next question tries again. */
export function checkInWorker(question: Omit<CheckQuestion, 'id'>): Promise<Remark[] | undefined> {
  worker ??= startWorker()
  const id = ++questions
  const answer = new Promise<Remark[] | undefined>(resolve => waiting.set(id, resolve))
  worker.postMessage({ id, ...question })
  return answer
}

function startWorker(): Worker {
  const started = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', (event: MessageEvent<{ id: number; findings: Remark[] }>) => {
    waiting.get(event.data.id)?.(event.data.findings)
    waiting.delete(event.data.id)
  })
  started.addEventListener('error', () => {
    if (worker === started) worker = undefined
    started.terminate()
    for (const answer of waiting.values()) answer(undefined)
    waiting.clear()
  })
  return started
}
