/**
 * A message that asks a person, and the wait for the answer. The message holds links to the execution's own address;
 * what that shows and takes is in `resume-answer.ts`.
 */
import * as m from '@millrace/sdk'
import { elementsFromJson } from '../form/elements-from-json.ts'
import { keepForm } from '../form/form-answer.ts'
import { after, momentOf } from '../wait/moment.ts'
import type { AnswerInput, WaitLimit } from './wait-input.ts'

/** A link of the message, drawn as a button where it can be. */
export interface AnswerLink {
  readonly label: string
  readonly url: string
  readonly look: 'primary' | 'secondary'
}

/** The links that a message offers its reader. */
export function answerLinks(given: AnswerInput, context: m.RunContext): readonly AnswerLink[] {
  if (given.responseType !== 'approval') {
    return [{ label: given.options?.messageButtonLabel || 'Respond', url: linkTo(context, true), look: 'primary' }]
  }
  return approvalLinks(given.approvalOptions, context)
}

/** The links of an approval: declining, where it is offered, comes first. */
export function approvalLinks(given: AnswerInput['approvalOptions'], context: m.RunContext): readonly AnswerLink[] {
  const { approvalType, approveLabel, buttonApprovalStyle, disapproveLabel, buttonDisapprovalStyle } = buttonsOf(given)
  const approve = { label: approveLabel, url: linkTo(context, true), look: buttonApprovalStyle }
  if (approvalType === 'single') return [approve]
  return [{ label: disapproveLabel, url: linkTo(context, false), look: buttonDisapprovalStyle }, approve]
}

/** The buttons of an approval, as they are where nothing is said of them. */
function buttonsOf(approvalOptions: AnswerInput['approvalOptions']) {
  const given = approvalOptions?.values
  return {
    approvalType: given?.approvalType ?? 'single',
    approveLabel: given?.approveLabel || 'Approve',
    disapproveLabel: given?.disapproveLabel || 'Decline',
    buttonApprovalStyle: given?.buttonApprovalStyle ?? 'primary',
    buttonDisapprovalStyle: given?.buttonDisapprovalStyle ?? 'secondary',
  }
}

/** The signed address of the execution at this node: several of them may be waited for, one after the other. */
export function linkTo({ execution, node }: m.RunContext, approved?: boolean): string {
  const url = new URL(execution.resumeUrl)
  const query = new URLSearchParams(approved === undefined ? {} : { approved: String(approved) })
  for (const [name, value] of url.searchParams) query.append(name, value)
  return `${url.origin}${url.pathname}/${suffixOf(node.id)}?${query}`
}

export function suffixOf(id: string): string {
  return encodeURIComponent(id)
}

/** What a run that sends a message ends with: it waits for the answer, or for the end of its time. */
export function waitForAnswer(
  given: AnswerInput,
  message: { title: string; text: string },
  context: m.RunContext,
): m.Outcome {
  const until = limitOf(given.options?.limitWaitTime, context)
  return {
    kind: 'wait',
    for: {
      by: 'webhook',
      methods: ['GET', 'POST'],
      suffix: suffixOf(context.node.id),
      answer: keptFor(given, message),
      ...(until !== undefined && { until }),
    },
  }
}

/** Until when an answer is waited for, in milliseconds since 1970; undefined where nothing limits it. */
export function limitOf(limited: WaitLimit, context: m.RunContext): number | undefined {
  const limit = limited?.values
  if (limit === undefined) return undefined
  if (limit.limitType === 'atSpecifiedTime') return momentOf(limit.maxDateAndTime, context.zone)
  return after(context.now(), limit.resumeAmount, limit.resumeUnit)
}

/** Whether a link or a button that was followed says yes. */
export function approves({ query }: m.WebhookRequest): boolean {
  return query['approved'] !== 'false'
}

function keptFor(given: AnswerInput, { title, text }: { title: string; text: string }): m.JsonObject {
  const { options = {}, responseType } = given
  const look = { css: options.responseFormCustomCss, attribution: options.appendAttribution !== false }
  if (responseType === 'approval') {
    const { approveLabel, disapproveLabel } = buttonsOf(given.approvalOptions)
    const words = { ...look, title, description: text, button: '' }
    return { ...keepForm([], false, words, {}), asks: responseType, approveLabel, disapproveLabel }
  }
  const words = {
    ...look,
    title: options.responseFormTitle || title,
    description: options.responseFormDescription || text,
    button: options.responseFormButtonLabel || 'Submit',
  }
  return { ...keepForm(elementsOf(given), false, words, {}), asks: responseType }
}

function elementsOf({ responseType, defineForm, jsonOutput, formFields }: AnswerInput): unknown {
  if (responseType === 'freeText') return [{ fieldLabel: 'Response', fieldType: 'textarea', requiredField: true }]
  return defineForm === 'json' ? elementsFromJson(jsonOutput) : formFields
}
