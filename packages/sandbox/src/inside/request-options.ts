/** The options of a request as they leave the isolate: what is an object of its own class here becomes data. */
import { bytesIn, FormData } from './form-data.ts'
import { isRecord } from './host.ts'
import { URLSearchParams } from './web.ts'

const FORM = 'application/x-www-form-urlencoded;charset=utf-8'

export function plainOptions(options: unknown): unknown {
  if (!isRecord(options)) return options
  const { body, qs, form } = options
  return {
    ...options,
    ...(body instanceof URLSearchParams && { body: body.toString(), headers: withType(options.headers) }),
    ...(body instanceof FormData && { body: undefined, bodyParts: partsOf(body) }),
    ...(form instanceof URLSearchParams && { form: grouped(form) }),
    ...(qs instanceof URLSearchParams && { qs: grouped(qs), arrayFormat: options.arrayFormat ?? 'repeat' }),
  }
}

function withType(headers: unknown): object {
  const given = isRecord(headers) ? headers : {}
  const has = Object.keys(given).some((name) => name.toLowerCase() === 'content-type')
  return has ? given : { ...given, 'content-type': FORM }
}

function partsOf(form: FormData): readonly object[] {
  return [...form].map(([name, value]) =>
    typeof value === 'string'
      ? { name, value }
      : { name, value: bytesIn(value), fileName: value.name, contentType: value.type },
  )
}

/** Names with their value, or all of them where there are several. */
function grouped(params: URLSearchParams): object {
  return Object.fromEntries(
    [...params.keys()].map((name) => {
      const values = params.getAll(name)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
}
