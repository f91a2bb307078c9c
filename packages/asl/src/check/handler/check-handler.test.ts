import { expect, test } from 'vitest'
import { checkHandler } from './check-handler.ts'

test('a folder that is not in the package is named, with the handler that would work', () => {
  expect(checkHandler({ runtime: 'nodejs20.x', handler: '1_number_generator/main.handler', files: ['main.js'] })).toEqual({
    kind: 'file',
    handler: '1_number_generator/main.handler',
    expected: '1_number_generator/main.js',
    files: 'main.js',
    suggestion: 'main.handler',
  })
})

test('every ending and way of writing a runtime knows is found', () => {
  expect(checkHandler({ runtime: 'nodejs22.x', handler: 'src/a.b.c', files: ['./src/a.mjs'] })).toBeUndefined()
  expect(checkHandler({ runtime: 'python3.13', handler: 'pkg.orders.handle', files: ['pkg/orders.py'] })).toBeUndefined()
  expect(checkHandler({ runtime: 'python3.13', handler: 'pkg/orders.handle', files: ['pkg/orders/__init__.py'] })).toBeUndefined()
  expect(checkHandler({ runtime: 'ruby3.4', handler: 'main.handler', files: ['main.rb'] })).toBeUndefined()
})

test('a handler without a function is no handler; other runtimes are not asked', () => {
  expect(checkHandler({ handler: 'handler', files: ['index.js'] })).toEqual({ kind: 'format', handler: 'handler' })
  expect(checkHandler({ runtime: 'java21', handler: 'example.Handler', files: [] })).toBeUndefined()
})
