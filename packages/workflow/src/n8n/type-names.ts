/**
 * Node types are named `httpRequest` and `ai.agent` inside; n8n writes the package in front. The two
 * prefixes exist in this file and nowhere else.
 */
const core = 'n8n-nodes-base.'
const ai = '@n8n/n8n-nodes-langchain.'
const aiInside = 'ai.'

/** A type as documents write it → as we name it. Other packages' types keep their whole name. */
export function readTypeName(type: string): string {
  return without(core, type) ?? prefixed(aiInside, without(ai, type)) ?? type
}

/** The inverse: a name without a package belongs to n8n's first one. */
export function writeTypeName(type: string): string {
  if (type.startsWith(aiInside)) return ai + type.slice(aiInside.length)
  return type === '' || type.includes('.') ? type : core + type
}

/** The name after the prefix, if it is a plain one. */
function without(prefix: string, type: string): string | undefined {
  const name = type.slice(prefix.length)
  return type.startsWith(prefix) && name !== '' && !name.includes('.') ? name : undefined
}

function prefixed(prefix: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : prefix + name
}
