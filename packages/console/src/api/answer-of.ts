/** What the server itself answers, outside AWS's protocols. @throws Error with the status of a refusal */
export async function answerOf<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`)
  return (await answer.json()) as T
}
