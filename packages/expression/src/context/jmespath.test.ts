import { describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, explain, searchJmespath } from '../index.ts'

const data = {
  people: [
    { name: 'Ada', age: 36, tags: ['a', 'b'] },
    { name: 'Alan', age: 41, tags: [] },
  ],
  'odd key': 1,
}

describe('JMESPath', () => {
  const cases: readonly (readonly [path: string, value: unknown])[] = [
    ['people[0].name', 'Ada'],
    ['people[*].age', [36, 41]],
    ['people[?age > `40`].name', ['Alan']],
    ['people[].tags[]', ['a', 'b']],
    ['people[-1].name', 'Alan'],
    ['people[::-1].name', ['Alan', 'Ada']],
    ['people[0].{n: name, t: length(tags)}', { n: 'Ada', t: 2 }],
    ['sort_by(people, &age)[*].name | [1]', 'Alan'],
    ['max_by(people, &age).name', 'Alan'],
    ["join(', ', people[*].name)", 'Ada, Alan'],
    ['"odd key"', 1],
    ['missing.deep', null],
    ['people[0].tags || `[]`', ['a', 'b']],
    ['let $x = people[0].age in people[?age > $x].name', ['Alan']],
    ['to_string(people[1].tags)', '[]'],
    ['keys(@)', ['people', 'odd key']],
  ]
  for (const [path, value] of cases) it(path, () => expect(searchJmespath(data, path)).toEqual(value))

  it('reads own members only', () => {
    expect(searchJmespath({}, 'toString')).toBeNull()
    expect(searchJmespath({}, 'hasOwnProperty')).toBeNull()
  })

  it('says what is wrong with a path', () => {
    expect(() => searchJmespath(data, 'a[')).toThrow(/JMESPath/)
    expect(() => searchJmespath(data, 'nofn(a)')).toThrow(/Unknown JMESPath function/)
  })

  it('stays within the budget of the evaluation', () => {
    const bomb = `={{ $jmespath([1], "[@,@]|".repeat(40) + "to_string(@)") }}`
    expect(explain(compileTemplate(bomb), dataScope({ input: [{ json: {} }] })).error?.kind).toBe('budget')
  })
})
