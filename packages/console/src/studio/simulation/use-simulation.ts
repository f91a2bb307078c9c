import type { Json } from '@pasos/asl'
import { useEffect, useRef, useState } from 'react'
import type { MockedEnd } from './mocks.ts'
import type { SimulationAnswer } from './simulate.worker.ts'

let count = 0

/** One simulation in a worker of its own; `stop` ends it, which may be in a long loop. Where its code cannot be loaded the answer says so. */
export function startSimulation(definition: string, input: Json, mocks: Readonly<Record<string, MockedEnd>>) {
  const worker = new Worker(new URL('./simulate.worker.ts', import.meta.url), { type: 'module' })
  const answer = new Promise<SimulationAnswer>(resolve => {
    worker.addEventListener('message', (event: MessageEvent<SimulationAnswer>) => {
      resolve(event.data)
      worker.terminate()
    })
    worker.addEventListener('error', () => {
      resolve({ id: count, events: [], isLost: true })
      worker.terminate()
    })
  })
  worker.postMessage({ id: ++count, definition, input, mocks })
  return { answer, stop: () => worker.terminate() }
}

/** A run at a time: another ends the one before. */
export function useSimulation() {
  const current = useRef<ReturnType<typeof startSimulation>>(undefined)
  const [answer, setAnswer] = useState<SimulationAnswer>()
  const [isRunning, setRunning] = useState(false)
  useEffect(() => () => current.current?.stop(), [])
  const run = (...asked: Parameters<typeof startSimulation>) => {
    current.current?.stop()
    current.current = startSimulation(...asked)
    setRunning(true)
    void current.current.answer.then(told => {
      setAnswer(told)
      setRunning(false)
    })
  }
  return { answer, isRunning, run }
}
