/** Spanish of what the commands of testing and developing say of themselves. */
export const TESTING_HELP: Readonly<Record<string, string>> = {
  'test cases as Step Functions Local reads them; start them as ARN#TestCase':
    'casos de prueba como los lee Step Functions Local; se inician como ARN#CasoDePrueba',
}
