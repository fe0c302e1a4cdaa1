import { ExpressionError } from '../error.ts'

/** The error for an argument that a function cannot use. */
export function badArgument(name: string, message: string): ExpressionError {
  return new ExpressionError('bad_argument', `${name}(): ${message}`, { class: 'ExpressionExtensionError' })
}

/** The error for text that is not what it should be turned into. */
export function notConvertible(name: string, wanted: string): ExpressionError {
  return new ExpressionError('conversion', `${name}(): the text is no ${wanted}.`, {
    description: `Check the value, or catch the case with an if.`,
  })
}
