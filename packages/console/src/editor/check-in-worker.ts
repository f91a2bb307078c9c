import { workerToAsk } from '@pasos/graph'
import type { CheckQuestion } from './check.worker.ts'
import type { Remark } from './json-editor.tsx'

const ask = workerToAsk<CheckQuestion, { id: number; findings: Remark[] }>(
  () => new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' }),
)

/** What asl's checker says, away from the page's own thread. Undefined where its code cannot be loaded; the next question tries again. */
export async function checkInWorker(question: Omit<CheckQuestion, 'id'>): Promise<Remark[] | undefined> {
  return (await ask(question))?.findings
}
