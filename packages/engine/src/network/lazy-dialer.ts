import type { ClosableDialer, DialerOptions } from './dialer.ts'

/** The way out, loaded with the first request: a process that connects nowhere is nine megabytes smaller without it. */
export function createDialer(options: DialerOptions): ClosableDialer {
  let loading: Promise<ClosableDialer> | undefined
  const load = async () => (await import('./dialer.ts')).createDialer(options)
  return {
    async send(request, limits, files) {
      loading ??= load()
      return (await loading).send(request, limits, files)
    },
    async stream(request, limits, files) {
      loading ??= load()
      return (await loading).stream(request, limits, files)
    },
    async addressOf(target, limits) {
      loading ??= load()
      return (await loading).addressOf(target, limits)
    },
    async close() {
      await (await loading)?.close()
    },
  }
}
