/** `CODE: message` of what an operation refuses with, so that a test tells what it was when it was not refused. */
export function refusal(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'was not refused',
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  )
}
