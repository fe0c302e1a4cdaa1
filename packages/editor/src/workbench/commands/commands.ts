/**
 * What can be done at the workbench. The palette lists these, keys call them, buttons call them; each is one
 * step that undo takes back. Nothing here draws.
 */
import { addCommands, pasteCommands } from './add-commands.ts'
import { editCommands } from './edit-commands.ts'
import { type CommandParts, createKit } from './kit.ts'
import { runCommands } from './run-commands.ts'

export type Commands = ReturnType<typeof createCommands>

export function createCommands(parts: CommandParts) {
  const kit = createKit(parts)
  const adding = addCommands(kit)
  return { ...editCommands(kit), ...runCommands(kit), ...adding, ...pasteCommands(kit, adding.add) }
}
