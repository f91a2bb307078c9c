import { randomUUID } from 'node:crypto'
import { type MessagePort, parentPort } from 'node:worker_threads'
import type { LongAnswer, LongExpression } from '@pasos/asl'
// Alone: a thread has a quarter of the language to read, and stands in half the time.
import { computeAside } from '@pasos/asl/aside'

/**
 * The thread that long expressions are computed on, one after the other. What they can see comes as text; an answer goes back as it is,
 * because what a path gives may hold the same value a thousand times, which only its text would take room for.
 */
export type FromExpressionThread = { ready: true } | { answer: LongAnswer; busyMs: number } | { broke: string }

const environment = { random: Math.random, uuid: randomUUID }
const port = parentPort as MessagePort

port.on('message', (work: LongExpression) => {
  const begun = performance.now()
  try {
    const answer: LongAnswer = computeAside(work, environment)
    port.postMessage({ answer, busyMs: performance.now() - begun } satisfies FromExpressionThread)
  } catch (error) {
    port.postMessage({ broke: error instanceof Error ? error.message : String(error) } satisfies FromExpressionThread)
  }
})
port.postMessage({ ready: true } satisfies FromExpressionThread)
