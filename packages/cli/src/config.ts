import { settings } from '@millrace/server'

/** `millrace config`: every setting with its default and meaning. Values are not printed: some are secrets. */
export async function config(): Promise<number> {
  for (const { names, type, default: preset, about } of Object.values(settings)) {
    console.log(`${names.join(', ')}  (${type}, default: ${preset})\n    ${about}`)
  }
  return 0
}
