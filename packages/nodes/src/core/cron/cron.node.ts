/** The schedule of older documents; the Schedule Trigger is what new ones use. */
import * as m from '@millrace/sdk'
import { ruleFor, time } from './times.ts'

const input = {
  notice: m.notice('The schedule begins when the workflow is published. Run it by hand to try it.'),
  triggerTimes: m.list('Times', 'item', time, { groupLabel: 'Time' }),
}

export const cron = m.defineNode({
  type: 'cron',
  name: 'Cron',
  about: 'Starts the workflow at set times. Replaced by Schedule Trigger.',
  icon: 'lucide:calendar-clock',
  category: 'trigger',
  hidden: true,
  input,
  trigger: {
    by: 'schedule',
    schedule: {
      rules: ({ parameters, node }) => m.read(input, parameters, node.version).triggerTimes.map(ruleFor),
      start: () => [{ json: {} }],
    },
  },
})
