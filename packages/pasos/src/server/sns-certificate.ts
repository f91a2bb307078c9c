import type { SnsFace } from '@pasos/services'
import type { Route } from './listener.ts'

/** As SNS names it in `SigningCertURL`. No bucket can have this name. */
const PATH = /^\/SimpleNotificationService-([0-9a-f]{32})\.pem$/

/** The certificate by which endpoints check what SNS sends them. */
export function snsCertificate(
  sns: () => Promise<SnsFace> | undefined,
  report: (message: string, details: { error: unknown }) => void,
): Route {
  return (request, response, { path }) => {
    const [, id] = PATH.exec(path) ?? []
    if (id === undefined || request.method !== 'GET') return false
    Promise.resolve(sns()).then(
      face => {
        const certificate = face?.certificate(id)
        response.writeHead(certificate === undefined ? 404 : 200, {
          'content-type': 'application/x-pem-file',
          'x-content-type-options': 'nosniff',
        })
        response.end(certificate)
      },
      error => {
        report('the certificate of SNS could not be read', { error })
        response.destroy()
      },
    )
    return true
  }
}
