/** What all interpreters of this process have in common: their compiled program, and how much memory each may take. */

interface Assembly {
  compile(source: Uint8Array): Promise<object>
  instantiate(source: object, imports: unknown): Promise<unknown>
  readonly Memory: { readonly prototype: { grow(this: { readonly buffer: ArrayBuffer }, pages: number): number } }
}

// The types of this project know no browser, and so no WebAssembly either.
const assembly = Reflect.get(globalThis, 'WebAssembly') as Assembly

const LARGE = 1_000_000
const PAGE = 65_536

/** Every interpreter is the same large program: it is compiled once. */
export function shareCompiled(): void {
  const { instantiate } = assembly
  let compiled: Promise<object> | undefined
  const shared = async (source: object, imports: unknown): Promise<unknown> => {
    if (!(source instanceof Uint8Array) || source.byteLength < LARGE) return instantiate(source, imports)
    const module = await (compiled ??= assembly.compile(source))
    const instance = await instantiate(module, imports)
    return { module, instance }
  }
  Object.assign(assembly, { instantiate: shared })
}

/** What asks for more is told that there is none. */
export function limitMemory(mostMb: number): void {
  const { prototype } = assembly.Memory
  const { grow } = prototype
  const mostPages = (mostMb * 1_048_576) / PAGE
  Object.assign(prototype, {
    grow(this: { readonly buffer: ArrayBuffer }, pages: number): number {
      if (this.buffer.byteLength / PAGE + pages > mostPages) throw new RangeError('There is no more memory.')
      return Reflect.apply(grow, this, [pages])
    },
  })
}
