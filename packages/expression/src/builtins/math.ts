/** `Math`, by name. */
import { toNumber } from '../run/convert.ts'
import { Native, namespace } from '../values/callable.ts'

const ONE: Readonly<Record<string, (x: number) => number>> = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  clz32: Math.clz32,
  cos: Math.cos,
  cosh: Math.cosh,
  exp: Math.exp,
  expm1: Math.expm1,
  floor: Math.floor,
  fround: Math.fround,
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  round: Math.round,
  sign: Math.sign,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  trunc: Math.trunc,
}

const TWO: Readonly<Record<string, (x: number, y: number) => number>> = {
  atan2: Math.atan2,
  imul: Math.imul,
  pow: Math.pow,
}

function fold(name: string, start: number, combine: (a: number, b: number) => number): [string, Native] {
  return [
    name,
    new Native(name, {
      call: (rt, _, args) => {
        rt.spend(args.length >> 3)
        let made = start
        for (const arg of args) made = combine(made, toNumber(rt, arg))
        return made
      },
    }),
  ]
}

export const mathNamespace = namespace(
  'Math',
  new Map<string, unknown>([
    ...Object.entries(ONE).map(([name, run]): [string, Native] => [
      name,
      new Native(name, { call: (rt, _, [x]) => run(toNumber(rt, x)) }),
    ]),
    ...Object.entries(TWO).map(([name, run]): [string, Native] => [
      name,
      new Native(name, { call: (rt, _, [x, y]) => run(toNumber(rt, x), toNumber(rt, y)) }),
    ]),
    fold('max', Number.NEGATIVE_INFINITY, Math.max),
    fold('min', Number.POSITIVE_INFINITY, Math.min),
    [
      'hypot',
      new Native('hypot', {
        call: (rt, _, args) => {
          // In parts, so that a long list cannot exhaust the host's stack.
          let made = 0
          for (let at = 0; at < args.length; at += 1000) {
            rt.spend(100)
            const part = args.slice(at, at + 1000).map((arg) => toNumber(rt, arg))
            made = at === 0 ? Math.hypot(...part) : Math.hypot(made, ...part)
          }
          return made
        },
      }),
    ],
    ['random', new Native('random', { call: () => Math.random() })],
    ['E', Math.E],
    ['LN10', Math.LN10],
    ['LN2', Math.LN2],
    ['LOG10E', Math.LOG10E],
    ['LOG2E', Math.LOG2E],
    ['PI', Math.PI],
    ['SQRT1_2', Math.SQRT1_2],
    ['SQRT2', Math.SQRT2],
  ]),
)
