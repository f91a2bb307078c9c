/**
 * Questions to a worker that is started with the first of them; each is told apart by its `id`, which the answer bears again. Where the
 * worker's code cannot be loaded, or breaks off, all that wait have no answer (undefined), `onLost` is called, and the next question starts
 * it anew.
 */
export function workerToAsk<Question extends { id: number }, Answer extends { id: number }>(start: () => Worker, onLost?: () => void) {
  let worker: Worker | undefined
  let questions = 0
  const waiting = new Map<number, (answer: Answer | undefined) => void>()

  function started(): Worker {
    const one = start()
    one.addEventListener('message', (event: MessageEvent<Answer>) => {
      waiting.get(event.data.id)?.(event.data)
      waiting.delete(event.data.id)
    })
    one.addEventListener('error', () => {
      if (worker === one) worker = undefined
      one.terminate()
      for (const answer of waiting.values()) answer(undefined)
      waiting.clear()
      onLost?.()
    })
    return one
  }

  return (question: Omit<Question, 'id'>): Promise<Answer | undefined> => {
    worker ??= started()
    const id = ++questions
    const answer = new Promise<Answer | undefined>(resolve => waiting.set(id, resolve))
    worker.postMessage({ id, ...question })
    return answer
  }
}
