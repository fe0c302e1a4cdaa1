/** isolated-vm by the path of its build: a runner may read that one file and look for no other. */
import type * as IsolatedVm from 'isolated-vm'

export type Ivm = typeof IsolatedVm

export function loadAddon(path: string): Ivm {
  const module: { exports: { ivm?: Ivm } } = { exports: {} }
  process.dlopen(module, path)
  const { ivm } = module.exports
  if (!ivm) throw new Error(`The addon ${path} is not isolated-vm.`)
  return ivm
}
