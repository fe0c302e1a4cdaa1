/**
 * What is said about the functions that JavaScript and Luxon bring: their parameters and one sentence each, for
 * signature help, hover and completion. That each of them exists is tested against the tables that run them.
 */
import { parameter } from '../extensions/define.ts'
import type { Parameter } from '../extensions/table.ts'
import type { Shape } from './shape.ts'

export interface NativeFunction {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly returns: string
  readonly doc: string
}

const STRING = `
at(index: number): string — The character at a place; negative places count from the end.
charAt(index: number): string — The character at a place.
charCodeAt(index: number): number — The code of the character at a place.
concat(...texts: any): string — The text with others behind it.
endsWith(text: string, end?: number): boolean — True when the text ends with another.
includes(text: string, from?: number): boolean — True when the text holds another.
indexOf(text: string, from?: number): number — Where another text stands first; -1 when it does not.
lastIndexOf(text: string, from?: number): number — Where another text stands last; -1 when it does not.
localeCompare(text: string, locale?: string, options?: object): number — Negative, 0 or positive: which comes first in the alphabet.
match(pattern: any): array — What a pattern finds; null when it finds nothing.
matchAll(pattern: any): any — All that a pattern finds, with its groups.
normalize(form?: string): string — The text with accents written in one way (NFC, NFD, NFKC or NFKD).
padEnd(length: number, fill?: string): string — Filled up at its end to a length.
padStart(length: number, fill?: string): string — Filled up at its beginning to a length.
repeat(count: number): string — The text so many times.
replace(what: any, by: any): string — With the first match of a text (or all of a pattern with g) replaced.
replaceAll(what: any, by: any): string — With all matches replaced.
search(pattern: any): number — Where a pattern is found first; -1 when it is not.
slice(start?: number, end?: number): string — The part between two places; negative ones count from the end.
split(separator?: any, most?: number): array — The parts between the separators.
startsWith(text: string, from?: number): boolean — True when the text begins with another.
substring(start: number, end?: number): string — The part between two places.
toLowerCase(): string — In small letters.
toUpperCase(): string — In capitals.
trim(): string — Without blanks at both ends.
trimEnd(): string — Without blanks at its end.
trimStart(): string — Without blanks at its beginning.`

const NUMBER = `
toExponential(digits?: number): string — Written with an exponent.
toFixed(digits?: number): string — Written with so many digits behind the point.
toLocaleString(locale?: string, options?: object): string — Written as people of a locale write it.
toPrecision(digits?: number): string — Written with so many digits in all.
toString(radix?: number): string — Written as text, to another base if given.`

const ARRAY = `
at(index: number): any — The element at a place; negative places count from the end.
concat(...values: any): array — The list with others behind it.
entries(): any — Places and elements, in pairs.
every(test: function): boolean — True when a test holds for all elements.
fill(value: any, start?: number, end?: number): array — With places filled by a value.
filter(test: function): array — The elements a test holds for.
find(test: function): any — The first element a test holds for.
findIndex(test: function): number — Where the first element stands that a test holds for; -1 when there is none.
findLast(test: function): any — The last element a test holds for.
flat(depth?: number): array — With lists inside of it spread out.
flatMap(change: function): array — What a function makes of each element, lists spread out.
forEach(run: function): undefined — Calls a function with each element.
includes(value: any, from?: number): boolean — True when the value is among the elements.
indexOf(value: any, from?: number): number — Where a value stands first; -1 when it does not.
join(separator?: string): string — All elements as one text.
lastIndexOf(value: any, from?: number): number — Where a value stands last; -1 when it does not.
map(change: function): array — What a function makes of each element.
pop(): any — Takes the last element away and gives it.
push(...values: any): number — Adds elements at the end; gives the length.
reduce(step: function, start?: any): any — One value made of all elements, step by step.
reduceRight(step: function, start?: any): any — The same from the end.
shift(): any — Takes the first element away and gives it.
slice(start?: number, end?: number): array — The elements between two places.
some(test: function): boolean — True when a test holds for some element.
sort(order?: function): array — The elements in order: as texts, unless a function compares them.
splice(start: number, count?: number, ...values: any): array — Takes elements away, puts others there; gives what was taken.
toReversed(): array — The elements in reverse order, as a new list.
toSorted(order?: function): array — The elements in order, as a new list.
toSpliced(start: number, count?: number, ...values: any): array — A new list with elements replaced.
unshift(...values: any): number — Adds elements at the beginning; gives the length.
with(index: number, value: any): array — A new list with one element replaced.`

const DATE = `
diff(other: any, unit?: any, options?: object): Duration — The time from another date to this one.
diffNow(unit?: any, options?: object): Duration — The time from now to this date.
endOf(unit: string): DateTime — The last moment of a unit of time.
equals(other: any): boolean — True for the same moment in the same zone and locale.
hasSame(other: any, unit: string): boolean — True when another date lies in the same unit of time.
set(values: object): DateTime — With parts replaced: set({ hour: 9 }).
setLocale(locale: string): DateTime — The same date for another language.
setZone(zone: any, options?: object): DateTime — The same moment, seen in another zone.
startOf(unit: string): DateTime — The first moment of a unit of time.
toFormat(format: string, options?: object): string — Written by a pattern of Luxon tokens: toFormat("yyyy-MM-dd").
toHTTP(): string — Written as in HTTP headers.
toISO(options?: object): string — Written as ISO 8601, with time and offset.
toISODate(options?: object): string — Only the date, as in 2024-03-20.
toISOTime(options?: object): string — Only the time, as ISO 8601.
toISOWeekDate(): string — Written with the week, as in 2024-W12-3.
toJSDate(): any — A JavaScript date of the same moment.
toLocal(): DateTime — The same moment in the zone of the server.
toLocaleString(format?: object, options?: object): string — Written as people of the locale write it.
toMillis(): number — Milliseconds since 1970.
toObject(): object — Its parts, by name.
toRelative(options?: object): string — As in “in 3 days”.
toRelativeCalendar(options?: object): string — As in “tomorrow”.
toSQL(options?: object): string — Written as in SQL.
toSeconds(): number — Seconds since 1970.
toUTC(offset?: number): DateTime — The same moment in UTC.
toUnixInteger(): number — Whole seconds since 1970.`

/** Functions by the whole of their names. */
const GLOBAL = `
$if(condition: any, whenTrue: any, whenFalse?: any): any — One of two values; only the one that is needed is evaluated.
$ifEmpty(value: any, instead: any): any — A value, or another when it is empty.
$min(...numbers: any): number — The smallest of its arguments.
$max(...numbers: any): number — The greatest of its arguments.
$average(...numbers: any): number — The average of its arguments.
$not(value: any): boolean — True for what is false, empty or 0.
$jmespath(data: any, path: string): any — Searches data by a JMESPath.
$fromAI(key: string, description?: string, type?: string, default?: any): any — A value that a language model fills in.
$evaluateExpression(text: string, itemIndex?: number): any — Resolves a text with blocks.
$items(node?: string, output?: number, run?: number): array — The items of a node, by index.
$uuid(): string — A new UUID (version 7).
numberList(from: number, to: number): array — Whole numbers from one to another.
zip(names: array, values: array): object — An object of a list of names and a list of values.
parseInt(text: any, radix?: number): number — The whole number a text begins with.
parseFloat(text: any): number — The number a text begins with.
isNaN(value: any): boolean — True for what is no number.
isFinite(value: any): boolean — True for ordinary numbers.
encodeURI(text: any): string — Encodes a whole address.
encodeURIComponent(text: any): string — Encodes a part of an address.
decodeURI(text: any): string — Decodes a whole address.
decodeURIComponent(text: any): string — Decodes a part of an address.
String(value?: any): string — Turns a value into text.
Number(value?: any): number — Turns a value into a number.
Boolean(value?: any): boolean — Turns a value into true or false.
Array.from(values: any, change?: function): array — A list of what can be walked, or of { length: n }.
Array.isArray(value: any): boolean — True for lists.
Date.now(): number — Milliseconds since 1970, now.
Date.parse(text: string): number — Milliseconds since 1970 of a date written as text.
DateTime.now(): DateTime — This moment, in the zone of the workflow.
DateTime.local(...parts: any): DateTime — A date by its parts: year, month, day, hour, minute, second, millisecond.
DateTime.utc(...parts: any): DateTime — The same in UTC.
DateTime.fromFormat(text: string, format: string, options?: object): DateTime — Reads a date by a pattern of Luxon tokens.
DateTime.fromISO(text: string, options?: object): DateTime — Reads a date written as ISO 8601.
DateTime.fromJSDate(date: any, options?: object): DateTime — The same moment as a JavaScript date.
DateTime.fromMillis(milliseconds: number, options?: object): DateTime — The moment so many milliseconds after 1970.
DateTime.fromObject(parts: object, options?: object): DateTime — A date by its parts: { year: 2024, month: 3 }.
DateTime.fromSQL(text: string, options?: object): DateTime — Reads a date written as in SQL.
DateTime.fromSeconds(seconds: number, options?: object): DateTime — The moment so many seconds after 1970.
DateTime.max(...dates: any): DateTime — The latest of some dates.
DateTime.min(...dates: any): DateTime — The earliest of some dates.
Duration.fromISO(text: string): Duration — Reads a length of time: P3DT4H.
Duration.fromMillis(milliseconds: number): Duration — A length of time.
Duration.fromObject(parts: object): Duration — A length of time by its parts: { hours: 1 }.
Interval.fromDateTimes(from: any, to: any): Interval — The time between two dates.
JSON.parse(text: string, change?: function): any — Reads JSON.
JSON.stringify(value: any, only?: any, indent?: any): string — Writes a value as JSON.
Math.abs(number: number): number — Without its sign.
Math.ceil(number: number): number — Rounded up.
Math.floor(number: number): number — Rounded down.
Math.max(...numbers: number): number — The greatest of its arguments.
Math.min(...numbers: number): number — The smallest of its arguments.
Math.pow(base: number, exponent: number): number — A power.
Math.random(): number — A number from 0 to 1, by chance.
Math.round(number: number): number — Rounded to a whole number.
Math.sign(number: number): number — -1, 0 or 1.
Math.sqrt(number: number): number — The square root.
Math.trunc(number: number): number — Without what stands behind the point.
Number.isInteger(value: any): boolean — True for whole numbers.
Number.parseFloat(text: any): number — The number a text begins with.
Number.parseInt(text: any, radix?: number): number — The whole number a text begins with.
Object.assign(target: any, ...sources: any): object — The members of all, in the first.
Object.entries(object: any): array — Names and values of the members, in pairs.
Object.fromEntries(pairs: any): object — An object of names and values in pairs.
Object.groupBy(values: array, by: function): object — The elements in lists, by what a function says of each.
Object.keys(object: any): array — The names of the members.
Object.values(object: any): array — The values of the members.
String.fromCharCode(...codes: number): string — Characters by their codes.`

function read(table: string): ReadonlyMap<string, NativeFunction> {
  const made = new Map<string, NativeFunction>()
  for (const line of table.trim().split('\n')) {
    const [, name = '', list = '', returns = '', doc = ''] = /^([^(]+)\((.*?)\): (\S+) — (.+)$/.exec(line) ?? []
    const parameters = list === '' ? [] : list.split(', ').map(parameter)
    made.set(name, { name: name.slice(name.lastIndexOf('.') + 1), parameters, returns, doc })
  }
  return made
}

const METHODS: Readonly<Partial<Record<Shape['type'], ReadonlyMap<string, NativeFunction>>>> = {
  string: read(STRING),
  number: read(NUMBER),
  array: read(ARRAY),
  date: read(DATE),
}

/** A native method of a kind of value. */
export function nativeMethod(shape: Shape, name: string): NativeFunction | undefined {
  return METHODS[shape.type]?.get(name)
}

/** A function by the whole of its name: `$if`, `Math.max`. */
export const GLOBAL_FUNCTIONS: ReadonlyMap<string, NativeFunction> = read(GLOBAL)

/** All described methods by kind, for who checks that they exist. */
export const NATIVE_METHODS = METHODS
