/**
 * A PEM text as parsers want it: fields of one line and JSON take its line breaks away or make them `\n`, and they
 * are put back. Headers inside, as old encrypted keys have them, are left alone.
 */
export function toPem(text: string): string {
  const parts = /^\s*-----BEGIN ([A-Z0-9 ]+)-----(.*)-----END \1-----\s*$/s.exec(text.replaceAll(/\\r|\\n/g, '\n'))
  const [, label = '', body = ''] = parts ?? []
  if (parts === null || body.includes(':')) return text
  const base64 = body.replaceAll(/\s/g, '')
  return `-----BEGIN ${label}-----\n${base64.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
}
