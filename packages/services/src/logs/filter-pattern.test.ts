import { describe, expect, test } from 'vitest'
import { compileFilter } from './filter-pattern.ts'

const matches = (pattern: string, message: string) => compileFilter(pattern)(message)
const refused = (pattern: string) => () => compileFilter(pattern)

describe('a filter pattern', () => {
  test('of terms wants all of them, as they are written', () => {
    expect(matches('', 'anything')).toBe(true)
    expect(matches('ERROR Memory', 'Memory is low: ERROR')).toBe(true)
    expect(matches('ERROR Memory', 'error Memory')).toBe(false)
  })

  test('takes quoted text, alternatives and exclusions', () => {
    expect(matches('"out of memory"', 'is out of memory now')).toBe(true)
    expect(matches('"out of memory"', 'memory of out')).toBe(false)
    expect(matches('?WARN ?ERROR', 'an ERROR')).toBe(true)
    expect(matches('?WARN ?ERROR', 'INFO')).toBe(false)
    expect(matches('ERROR -Exit', 'ERROR Exiting')).toBe(false)
    expect(matches('ERROR -"to exit"', 'ERROR to go')).toBe(true)
  })

  test('takes a regular expression, and none can explode', () => {
    expect(matches('%ERR[0-9]+%', 'ERR42')).toBe(true)
    // Of this thread alone: the clock would count what else the machine does.
    const started = process.threadCpuUsage()
    expect(matches('%(a+)+$%', `${'a'.repeat(50_000)}b`)).toBe(false)
    expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(2000)
    expect(refused('%[%')).toThrow('Invalid filter pattern')
  })

  test('of JSON compares members of any depth', () => {
    const line = '{"level":"ERROR","count":5,"user":{"name":"ana","ip":"10.0.0.1"},"tags":["a","b"],"gone":null,"ok":true}'
    expect(matches('{ $.level = "ERROR" }', line)).toBe(true)
    expect(matches('{ $.level = ERR* }', line)).toBe(true)
    expect(matches('{ $.level != "ERROR" }', line)).toBe(false)
    expect(matches('{ $.count > 4 && $.count <= 5 }', line)).toBe(true)
    expect(matches('{ $.count > 7 || ($.user.name = "ana" && $.tags[1] = b) }', line)).toBe(true)
    expect(matches('{ $.user.ip = 10.0.* }', line)).toBe(true)
    expect(matches('{ $.gone IS NULL }', line)).toBe(true)
    expect(matches('{ $.ok IS TRUE }', line)).toBe(true)
    expect(matches('{ $.missing NOT EXISTS }', line)).toBe(true)
    expect(matches('{ $.level = "ERROR" }', 'no JSON')).toBe(false)
    expect(matches('{ $.constructor = "x" }', line)).toBe(false)
  })

  test('of columns compares them in order', () => {
    const line = '127.0.0.1 - ana [10/Oct/2026] "GET /x" 404 12'
    expect(matches('[ip, id, user, time, request, status = 404, size]', line)).toBe(true)
    expect(matches('[..., status = 4*, size > 20]', line)).toBe(false)
    expect(matches('[..., status = 4*, size]', line)).toBe(true)
  })

  test('that makes no sense is refused', () => {
    for (const pattern of ['{ $.a }', '{ $.a = 1', '{ = 1 }', '{ $.a = 1 && }', '"open']) {
      expect(refused(pattern)).toThrow('Invalid filter pattern')
    }
  })
})
