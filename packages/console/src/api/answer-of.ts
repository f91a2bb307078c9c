import { errorOf } from './aws-json.ts'

/** What the server itself answers, outside AWS's protocols. @throws ApiError with what a refusal says */
export async function answerOf<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw errorOf(answer, await answer.text())
  return (await answer.json()) as T
}
