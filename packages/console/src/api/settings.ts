import { answerOf } from './answer-of.ts'

/** How the server was started; see the server's own description of it. */
export interface ServerSettings {
  version: string
  accountId: string
  region: string
  folder: string
  auth: 'trust' | 'verify' | 'none'
  sandbox: string
  iam: string
  retentionDays: number
  keepsExpressHistory: boolean
  keepsAwsLimits: boolean
  services: string[]
  forwarded: Record<string, string>
}

export async function serverSettings(): Promise<ServerSettings> {
  return answerOf(await fetch('/_pasos/settings'))
}
