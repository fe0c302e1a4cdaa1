/** Starts executions again and again, so many seconds, minutes or hours apart; kept for older documents. */
import * as m from '@millrace/sdk'
import { counted } from '../scheduleTrigger/every.ts'

const input = {
  notice: m.notice('The interval begins when the workflow is published. Run it by hand to try it.'),
  interval: m.number('Interval', { default: 1, min: 1 }),
  unit: m.choice('Unit', { seconds: 'Seconds', minutes: 'Minutes', hours: 'Hours' }),
}

function rules({ parameters, node }: m.TriggerContext): readonly m.ScheduleRule[] {
  const { unit, interval } = m.read(input, parameters, node.version)
  return [counted(unit, interval)]
}

export const interval = m.defineNode({
  type: 'interval',
  name: 'Interval',
  about: 'Starts the workflow at regular intervals. Replaced by Schedule Trigger.',
  icon: 'lucide:timer',
  category: 'trigger',
  hidden: true,
  input,
  trigger: { by: 'schedule', schedule: { rules, start: () => [{ json: {} }] } },
})
