/**
 * How the SDK clients reach the server that served this page. The server asks for no secret on loopback; the SDKs insist on
 * having some credentials to sign with.
 */
export const endpoint = {
  endpoint: window.location.origin,
  region: 'us-east-1',
  credentials: { accessKeyId: 'pasos', secretAccessKey: 'pasos' },
  // Without this the SDK would put `logs.` or `sync-` before our host name.
  disableHostPrefix: true,
  maxAttempts: 2,
}
