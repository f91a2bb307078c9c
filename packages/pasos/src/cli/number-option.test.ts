import { expect, it } from 'vitest'
import { numberOption, portNumber, positiveNumber, seconds, wholeNumber } from './number-option.ts'

it.each([
  [portNumber, ['0', '8083', '65535'], ['', ' ', '-1', '65536', '80.5', 'x', 'NaN', 'Infinity']],
  [wholeNumber, ['0', '7'], ['', '-1', '1.5', '9007199254740993']],
  [positiveNumber, ['1', '7'], ['', '0', '1.5']],
  [seconds, ['0.5', '3600'], ['', '0', '-1', 'Infinity']],
  [numberOption({ is: 'a percentage', least: 0, most: 100 }), ['0', '99.5', '100'], ['', '-0.1', '100.1']],
] as const)('a number that an option takes is taken as it is, anything else is refused', (read, good, bad) => {
  expect(good.map(text => read(text))).toEqual(good.map(Number))
  for (const text of bad) expect(() => read(text)).toThrow(/^a /)
})
