/** People's code, in processes of its own. */
export {
  type CodeCall,
  type CodeCallback,
  type CodeChanges,
  type CodeContext,
  type CodeItem,
  type CodeLanguage,
  type CodeLimits,
  type CodeMode,
  type CodeResult,
  type ConsoleLine,
  type ItemFailure,
  type StaticData,
} from './code.ts'
export { CodeError, type CodeErrorCode, type CodeErrorKind } from './code-error.ts'
export { packBytes, unpackBytes } from './inside/packing.ts'
export { type Sandbox, type SandboxOptions, createSandbox, defaultLimits, defaultModules } from './sandbox.ts'
