import { expect, test } from 'vitest'
import { pointToFunctions } from './point-to-functions.ts'

const pointed = (text: string, names: string[]) => pointToFunctions(text, names, name => `ARN(${name})`)

test.each([
  ['${number_generator}', ['number-generator', 'odd'], 'ARN(number-generator)'],
  ['${NumberGeneratorArn}', ['number-generator'], 'ARN(number-generator)'],
  ['${OddFunctionArn}', ['odd', 'even'], 'ARN(odd)'],
  ['${OddLambda}', ['odd', 'even'], 'ARN(odd)'],
  ['${OddFunctionArn}', ['odd', 'odd-function'], 'ARN(odd-function)'],
  ['${FunctionArn}', ['odd'], '${FunctionArn}'],
  ['${odd}', ['shop-odd', 'shop-even'], 'ARN(shop-odd)'],
  ['${odd}', ['odd', 'shop-odd'], 'ARN(odd)'],
  ['${odd}', ['one-odd', 'two-odd'], '${odd}'],
  ['${unknown}', ['odd'], '${unknown}'],
  ['arn:aws:lambda:eu-west-1:999999999999:function:odd:live', ['odd'], 'ARN(odd):live'],
  ['arn:aws:lambda:eu-west-1:999999999999:function:other', ['odd'], 'arn:aws:lambda:eu-west-1:999999999999:function:other'],
])('%s with the functions %j is %s', (text, names, expected) => {
  expect(pointed(text, names)).toBe(expected)
})
