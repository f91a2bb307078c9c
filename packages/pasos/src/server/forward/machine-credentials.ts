import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface MachineCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

/**
 * The credentials that this machine has for AWS: those of the environment, else of the profile. Read at every use, since sessions end.
 * @throws Error that says where they were looked for
 */
export async function machineCredentials(environment: NodeJS.ProcessEnv = process.env): Promise<MachineCredentials> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE = 'default' } = environment
  // The key that `pasos env` prints is for this server and nobody else.
  if (AWS_ACCESS_KEY_ID !== undefined && AWS_SECRET_ACCESS_KEY !== undefined && AWS_ACCESS_KEY_ID !== 'test') {
    return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN }
  }
  const file = environment['AWS_SHARED_CREDENTIALS_FILE'] ?? join(homedir(), '.aws', 'credentials')
  const found = profileOf(await readFile(file, 'utf8').catch(() => ''), AWS_PROFILE)
  if (found === undefined) {
    throw new Error(`Unable to load credentials for AWS: neither AWS_ACCESS_KEY_ID nor the profile ${AWS_PROFILE} of ${file} has any`)
  }
  return found
}

function profileOf(text: string, name: string): MachineCredentials | undefined {
  const values: Record<string, string> = {}
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^\]]+)\]/.exec(line)
    if (header !== null) section = header[1]!.trim()
    const [, key, value] = /^\s*([a-z_]+)\s*=\s*(\S+)\s*$/.exec(line) ?? []
    if (section === name && key !== undefined && value !== undefined) values[key] = value
  }
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey, aws_session_token: sessionToken } = values
  return accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey, sessionToken }
}
