import { serviceError, type NodeError } from '@millrace/sdk'

/** Why a certificate is not trusted: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const codes =
  /^(?:UNABLE_TO_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|ERR_TLS_CERT_ALTNAME_INVALID$|HOSTNAME_MISMATCH$|INVALID_CA$)/

/** The error for a server whose certificate is not trusted; undefined where that is not what went wrong. */
export function certificateRefused(thrown: unknown, host: string, hint: string): NodeError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  if (!codes.test(code)) return certificateRefused(thrown.cause, host, hint)
  return serviceError(`The certificate of ${host} is not trusted: ${thrown.message}`, {
    code: 'certificate_refused',
    httpCode: code,
    hint,
    retry: 'no',
    cause: thrown,
  })
}
