import { awsFunctions } from './aws-functions.ts'
import { takeFormatNumber, takeFunction, takePictureFunction, takeToMillis } from './built-in.ts'
import { iterationFunctions } from './iteration-functions.ts'
import { structureFunctions } from './structure-functions.ts'
import { textFunctions } from './text-functions.ts'
import type { Native } from './value.ts'

// Taken from the library as they are: they look at their arguments and no deeper, and make no more than that.
const TAKEN = [
  ...['sum', 'count', 'max', 'min', 'average', 'number', 'floor', 'ceil', 'round', 'abs', 'sqrt', 'power'],
  ...['lowercase', 'uppercase', 'trim'],
  'formatBase',
  ...['encodeUrlComponent', 'encodeUrl', 'decodeUrlComponent', 'decodeUrl'],
  ...['zip', 'reverse', 'exists', 'error', 'assert', 'type'],
]

const TAKEN_WITH_PICTURE = ['formatInteger', 'parseInteger', 'fromMillis']

/** Every built-in function by its name. There is no `$eval`: AWS has removed it. */
export const functionTable: ReadonlyMap<string, Native> = new Map([
  ...TAKEN.map(name => [name, takeFunction(name)] as const),
  ...TAKEN_WITH_PICTURE.map(name => [name, takePictureFunction(name)] as const),
  ['formatNumber', takeFormatNumber()],
  ['toMillis', takeToMillis()],
  ...Object.entries(iterationFunctions),
  ...Object.entries(textFunctions),
  ...Object.entries(structureFunctions),
  ...Object.entries(awsFunctions),
])
