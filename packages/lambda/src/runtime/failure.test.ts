import { expect, test } from 'vitest'
import { exited } from './failure.ts'

function reasonOf(exit: Partial<Parameters<typeof exited>[1]>): string {
  const { body } = exited('id', { code: null, signal: null, isOutOfMemory: false, ...exit })
  return (JSON.parse(body) as { errorMessage: string }).errorMessage
}

test('a signal is named, whether the system tells it or a sandbox by the status 128 and more', () => {
  expect(reasonOf({ signal: 'SIGKILL' })).toBe('RequestId: id Error: Runtime exited with error: signal: killed')
  expect(reasonOf({ code: 137 })).toBe('RequestId: id Error: Runtime exited with error: signal: killed')
  expect(reasonOf({ code: 139 })).toBe('RequestId: id Error: Runtime exited with error: signal: segmentation fault')
  expect(reasonOf({ code: 134 })).toBe('RequestId: id Error: Runtime exited with error: signal: aborted')
})

test('a status is told as it is', () => {
  expect(reasonOf({ code: 128 })).toBe('RequestId: id Error: Runtime exited with error: exit status 128')
  expect(reasonOf({ code: 255 })).toBe('RequestId: id Error: Runtime exited with error: exit status 255')
  expect(reasonOf({ code: 0 })).toBe('RequestId: id Error: Runtime exited without providing a reason')
})
